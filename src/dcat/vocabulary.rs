//! The vocabularies of the graph, and their terms by short name.

use oxrdf::NamedNode;

/// Prefixes with their namespaces, as files declare them.
pub const PREFIXES: [(&str, &str); 8] = [
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
];

/// The vocabularies of the EU, `eu` in short names; files write their terms out, since these have a slash within.
const AUTHORITY: (&str, &str) = ("eu", "http://publications.europa.eu/resource/authority/");

/// Readers may do all that the licence allows, without a key.
pub const PUBLIC: &str = "eu:access-right/PUBLIC";
/// The themes of the EU's data portals.
pub const DATA_THEMES: &str = "eu:data-theme";
/// What a national authority is called in the list of publisher types.
pub const NATIONAL_AUTHORITY: &str = "http://purl.org/adms/publishertype/NationalAuthority";
/// The list of publisher types.
pub const PUBLISHER_TYPES: &str = "http://purl.org/adms/publishertype/1.0";
/// What an address of a media type begins with.
pub const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// A term by its short name, such as `dcterms:title`, or an address as it is.
pub fn term(name: &str) -> NamedNode {
    let expanded = name.split_once(':').and_then(|(prefix, local)| {
        let (_, namespace) = PREFIXES.iter().chain([&AUTHORITY]).find(|(known, _)| *known == prefix)?;
        Some(format!("{namespace}{local}"))
    });
    // Addresses are made of constants, ids and a base that the settings or the `Host` header were checked for.
    NamedNode::new_unchecked(expanded.unwrap_or_else(|| name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_expanded_and_an_address_is_kept() {
        assert_eq!(term("dcterms:title").as_str(), "http://purl.org/dc/terms/title");
        assert_eq!(
            term("eu:access-right/PUBLIC").as_str(),
            "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
        );
        assert_eq!(term("https://jalon.example/x").as_str(), "https://jalon.example/x");
        assert_eq!(term("mailto:data@jalon.example").as_str(), "mailto:data@jalon.example");
    }
}
