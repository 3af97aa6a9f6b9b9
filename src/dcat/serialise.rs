//! A graph as Turtle, RDF/XML or JSON-LD.

use std::io;

use oxjsonld::JsonLdSerializer;
use oxrdf::GraphNameRef;
use oxrdfxml::RdfXmlSerializer;
use oxttl::TurtleSerializer;

pub use super::triples::Graph;
use super::vocabulary::PREFIXES;

/// A serialisation of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serialisation {
    JsonLd,
    Turtle,
    RdfXml,
}

impl Serialisation {
    /// Every serialisation, the default first.
    pub const ALL: [Serialisation; 3] = [Serialisation::JsonLd, Serialisation::Turtle, Serialisation::RdfXml];

    /// The media type, without parameters.
    pub fn media(self) -> &'static str {
        match self {
            Serialisation::JsonLd => "application/ld+json",
            Serialisation::Turtle => "text/turtle",
            Serialisation::RdfXml => "application/rdf+xml",
        }
    }

    /// What addresses and file names end with.
    pub fn extension(self) -> &'static str {
        match self {
            Serialisation::JsonLd => "jsonld",
            Serialisation::Turtle => "ttl",
            Serialisation::RdfXml => "rdf",
        }
    }

    /// The bytes of a graph.
    pub fn write(self, graph: &Graph) -> Vec<u8> {
        let written = match self {
            Serialisation::JsonLd => json_ld(graph),
            Serialisation::Turtle => turtle(graph),
            Serialisation::RdfXml => rdf_xml(graph),
        };
        written.expect("memory takes every byte")
    }
}

/// Prefixes are constants that the tests declare once.
const IS_IRI: &str = "a namespace is an IRI";

fn turtle(graph: &Graph) -> io::Result<Vec<u8>> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, namespace) in PREFIXES {
        serializer = serializer.with_prefix(prefix, namespace).expect(IS_IRI);
    }
    let mut writer = serializer.for_writer(Vec::new());
    graph.triples().iter().try_for_each(|triple| writer.serialize_triple(triple.as_ref()))?;
    writer.finish()
}

fn rdf_xml(graph: &Graph) -> io::Result<Vec<u8>> {
    let mut serializer = RdfXmlSerializer::new();
    for (prefix, namespace) in PREFIXES.into_iter().filter(|(prefix, _)| *prefix != "rdf") {
        serializer = serializer.with_prefix(prefix, namespace).expect(IS_IRI);
    }
    let mut writer = serializer.for_writer(Vec::new());
    graph.triples().iter().try_for_each(|triple| writer.serialize_triple(triple.as_ref()))?;
    writer.finish()
}

fn json_ld(graph: &Graph) -> io::Result<Vec<u8>> {
    let mut serializer = JsonLdSerializer::new();
    for (prefix, namespace) in PREFIXES {
        serializer = serializer.with_prefix(prefix, namespace).expect(IS_IRI);
    }
    let mut writer = serializer.for_writer(Vec::new());
    let quads = graph.triples().iter().map(|triple| triple.as_ref().in_graph(GraphNameRef::DefaultGraph));
    quads.into_iter().try_for_each(|quad| writer.serialize_quad(quad))?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Language;

    /// One resource with a text that each syntax has to escape.
    fn written(serialisation: Serialisation) -> String {
        let mut graph = Graph::new(&Language::ALL);
        graph.node("https://jalon.example/x", "dcat:Dataset").texts("dcterms:title", ["<a> & \"b\"", "c"]);
        String::from_utf8(serialisation.write(&graph)).expect("UTF-8")
    }

    #[test]
    fn turtle_is_short_and_escaped() {
        let text = written(Serialisation::Turtle);
        let body = text.lines().filter(|line| !line.starts_with("@prefix")).collect::<Vec<_>>().join("\n");
        assert_eq!(
            body,
            "<https://jalon.example/x> a dcat:Dataset ;\n\tdcterms:title \"<a> & \\\"b\\\"\"@fr , \"c\"@en ."
        );
    }

    #[test]
    fn rdf_xml_names_the_class_and_escapes_markup() {
        let text = written(Serialisation::RdfXml);
        assert!(text.contains("<dcat:Dataset rdf:about=\"https://jalon.example/x\">"), "{text}");
        assert!(text.contains("<dcterms:title xml:lang=\"fr\">&lt;a&gt; &amp; "), "{text}");
    }

    #[test]
    fn json_ld_is_json_with_the_same_values() {
        let value: serde_json::Value = serde_json::from_str(&written(Serialisation::JsonLd)).expect("JSON");
        let titles = &value["@graph"][0]["http://purl.org/dc/terms/title"];
        assert_eq!((&titles[0]["@value"], &titles[1]["@language"]), (&"<a> & \"b\"".into(), &"en".into()));
    }

    #[test]
    fn the_same_graph_is_always_the_same_bytes() {
        for serialisation in Serialisation::ALL {
            assert_eq!(written(serialisation), written(serialisation));
        }
    }
}
