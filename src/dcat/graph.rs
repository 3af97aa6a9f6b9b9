//! The graph of the catalogue: DCAT-AP 3 (<https://semiceu.github.io/DCAT-AP/releases/3.0.0/>).
//!
//! One builder for every RDF answer; what differs between them is in [`Options`]. Resources have addresses and no blank
//! nodes, so that two graphs of the same instance merge.

use super::{
    Options,
    exports::Export,
    triples::{Graph, Node},
    vocabulary::{DATA_THEMES, MEDIA_TYPES, NATIONAL_AUTHORITY, PUBLIC, PUBLISHER_TYPES},
};
use crate::domain::{
    catalogue::{ABOUT, Metadata},
    text::Language,
};

/// The whole catalogue: itself, its datasets with their files, its APIs, and what they refer to.
///
/// All datasets come from the same releases; without any, the graph is empty.
pub fn catalogue(datasets: &[Metadata], options: &Options) -> Graph {
    let mut graph = Graph::new(options.languages);
    let Some(first) = datasets.first() else { return graph };
    let mut node = graph.node(&options.catalogue(), "dcat:Catalog");
    node.texts("dcterms:title", ABOUT.title).texts("dcterms:description", ABOUT.description);
    // A dataset and the page about it have one address, as on the portals; so it is a document too.
    node.link("rdf:type", "foaf:Document")
        .link("foaf:homepage", &options.catalogue())
        .link("dcat:themeTaxonomy", DATA_THEMES);
    node.time("dcterms:issued", first.issued).time("dcterms:modified", first.modified);
    shared(&mut node, first, options);
    node.links("dcat:dataset", datasets.iter().map(|metadata| options.dataset(&metadata.id)));
    node.links("dcat:service", SERVICES.iter().map(|service| options.api(service.path)));
    for metadata in datasets {
        describe(&mut graph, metadata, options);
    }
    for service in SERVICES {
        serve(&mut graph, service, datasets, options);
    }
    refer(&mut graph, datasets, options);
    graph
}

/// One dataset with its files, and what they refer to.
pub fn dataset(metadata: &Metadata, options: &Options) -> Graph {
    let mut graph = Graph::new(options.languages);
    describe(&mut graph, metadata, options);
    refer(&mut graph, std::slice::from_ref(metadata), options);
    graph
}

/// What catalogue, datasets and APIs have in common: who, under which terms, where.
fn shared(node: &mut Node, metadata: &Metadata, options: &Options) {
    node.link("dcterms:publisher", &anchor(options, "publisher")).link("dcterms:license", ABOUT.licence.url);
    node.link("dcterms:rights", &anchor(options, "rights"));
    node.links("dcterms:language", LANGUAGES.map(|(iri, _)| iri));
    node.link("dcterms:spatial", ABOUT.spatial.1).link("dcterms:temporal", &anchor(options, "period"));
    if !metadata.contact.is_empty() {
        node.link("dcat:contactPoint", &anchor(options, "contact"));
    }
}

fn describe(graph: &mut Graph, metadata: &Metadata, options: &Options) {
    let (dataset, iri) = (metadata.dataset, options.dataset(&metadata.id));
    let mut node = graph.node(&iri, "dcat:Dataset");
    node.link("rdf:type", "foaf:Document");
    // The identifier is the address itself, as catalogues that harvest the Explore API expect.
    node.plain("dcterms:identifier", &iri);
    node.texts("dcterms:title", dataset.title).texts("dcterms:description", dataset.description);
    for keyword in dataset.keywords {
        node.texts("dcat:keyword", *keyword);
    }
    node.link("dcat:theme", dataset.theme.iri).link("dcat:landingPage", &iri);
    node.time("dcterms:created", metadata.created).time("dcterms:issued", metadata.issued);
    node.time("dcterms:modified", metadata.modified).plain("dcat:version", &metadata.version);
    node.link("dcterms:accrualPeriodicity", ABOUT.frequency.1).link("dcterms:accessRights", PUBLIC);
    node.link("dcterms:creator", &anchor(options, "publisher"))
        .link("dcterms:provenance", &anchor(options, "provenance"));
    let [fr, en] = Language::ALL.map(|language| metadata.citation(options.base, language).iso690());
    node.texts("dcterms:bibliographicCitation", [&fr, &en]);
    node.link("dcterms:conformsTo", &options.about(&metadata.id, "csv-metadata.json"));
    shared(&mut node, metadata, options);
    node.links("dcat:distribution", options.exports.iter().map(|export| options.export(&metadata.id, export)));
    for export in options.exports {
        distribute(graph, metadata, export, options);
    }
    let mut schema = graph.node(&options.about(&metadata.id, "csv-metadata.json"), "dcterms:Standard");
    schema.texts("dcterms:title", ["Schéma de la table (CSVW)", "Schema of the table (CSVW)"]);
}

fn distribute(graph: &mut Graph, metadata: &Metadata, export: &Export, options: &Options) {
    let iri = options.export(&metadata.id, export);
    let address = if options.use_labels && export.labels { format!("{iri}?use_labels=true") } else { iri.clone() };
    let mut node = graph.node(&iri, "dcat:Distribution");
    node.plain("dcterms:title", &format!("{}.{}", metadata.id, export.extension));
    node.texts("dcterms:description", ["Toutes les lignes, de toutes les publications.", "All rows, of all releases."]);
    node.link("dcat:accessURL", &address).link("dcat:downloadURL", &address);
    if let Some(media) = export.media {
        node.link("dcat:mediaType", &format!("{MEDIA_TYPES}{media}"));
    }
    if let Some(code) = export.file_type {
        node.link("dcterms:format", &format!("eu:file-type/{code}"));
    }
    node.link("dcterms:license", ABOUT.licence.url).link("dcterms:rights", &anchor(options, "rights"));
    node.links("dcterms:language", LANGUAGES.map(|(iri, _)| iri));
    node.time("dcterms:issued", metadata.issued).time("dcterms:modified", metadata.modified);
    node.link("dcat:accessService", &options.api(EXPLORE.path));
}

/// An API over all datasets.
struct Service {
    path: &'static str,
    title: [&'static str; 2],
    description: [&'static str; 2],
}

const EXPLORE: Service = Service {
    path: "/api/explore/v2.1",
    title: ["API Explore v2.1", "Explore API v2.1"],
    description: [
        "Les jeux de données par l’API des portails Opendatasoft : recherche, filtres, agrégats, exports.",
        "The datasets by the API of Opendatasoft portals: search, filters, aggregates, exports.",
    ],
};

const SERVICES: [&Service; 2] = [
    &Service {
        path: "/api/v1",
        title: ["API du relevé, version 1", "API of the record, version 1"],
        description: [
            "Axes, actions, objectifs, énoncés, chiffres et sources, à toute publication et avec leurs passages.",
            "Axes, actions, objectives, statements, figures and sources, in any release and with their passages.",
        ],
    },
    &EXPLORE,
];

fn serve(graph: &mut Graph, service: &Service, datasets: &[Metadata], options: &Options) {
    let iri = options.api(service.path);
    let mut node = graph.node(&iri, "dcat:DataService");
    node.texts("dcterms:title", service.title).texts("dcterms:description", service.description);
    node.link("dcat:endpointURL", &iri);
    node.link("dcat:endpointDescription", &options.api("/api/v1/openapi.json"));
    node.link("dcterms:publisher", &anchor(options, "publisher")).link("dcterms:license", ABOUT.licence.url);
    node.link("dcterms:accessRights", PUBLIC);
    if datasets.iter().any(|metadata| !metadata.contact.is_empty()) {
        node.link("dcat:contactPoint", &anchor(options, "contact"));
    }
    node.links("dcat:servesDataset", datasets.iter().map(|metadata| options.dataset(&metadata.id)));
}

/// The languages of the record: address in the EU vocabulary, name in French and in English.
const LANGUAGES: [(&str, [&str; 2]); 2] =
    [("eu:language/FRA", ["français", "French"]), ("eu:language/ENG", ["anglais", "English"])];

/// A resource that the catalogue itself names.
fn anchor(options: &Options, name: &str) -> String {
    format!("{}/catalog#{name}", options.base)
}

/// What datasets refer to, with its class: a reader need not look elsewhere to know what a link means.
fn refer(graph: &mut Graph, datasets: &[Metadata], options: &Options) {
    let Some(first) = datasets.first() else { return };
    let mut publisher = graph.node(&anchor(options, "publisher"), "foaf:Agent");
    publisher.text("foaf:name", ABOUT.publisher, Language::Fr).link("dcterms:type", NATIONAL_AUTHORITY);
    if !first.contact.is_empty() {
        let mut contact = graph.node(&anchor(options, "contact"), "vcard:Kind");
        if let Some(name) = &first.contact.name {
            contact.plain("vcard:fn", name);
        }
        contact.links("vcard:hasEmail", first.contact.email.iter().map(|email| format!("mailto:{email}")));
    }
    let mut licence = graph.node(ABOUT.licence.url, "dcterms:LicenseDocument");
    licence.text("dcterms:title", ABOUT.licence.name, Language::Fr);
    let [fr, en] = &first.attribution;
    graph.node(&anchor(options, "rights"), "dcterms:RightsStatement").texts("rdfs:label", [fr, en]);
    let [fr, en] = &first.provenance;
    graph.node(&anchor(options, "provenance"), "dcterms:ProvenanceStatement").texts("rdfs:label", [fr, en]);
    let (start, end) = ABOUT.temporal;
    let mut period = graph.node(&anchor(options, "period"), "dcterms:PeriodOfTime");
    period.date("dcat:startDate", start.date()).date("dcat:endDate", end.date());
    name(graph, first, options);
}

/// The controlled vocabularies from which terms are taken, with their titles.
const LISTS: [(&str, [&str; 2]); 7] = [
    (DATA_THEMES, ["Thème de données", "Data theme"]),
    (PUBLISHER_TYPES, ["Type d’éditeur", "Publisher type"]),
    ("eu:country", ["Pays", "Country"]),
    ("eu:frequency", ["Fréquence", "Frequency"]),
    ("eu:access-right", ["Droits d’accès", "Access right"]),
    ("eu:language", ["Langue", "Language"]),
    ("eu:file-type", ["Type de fichier", "File type"]),
];

/// The terms of controlled vocabularies that are used, with their labels and lists.
fn name(graph: &mut Graph, metadata: &Metadata, options: &Options) {
    let theme = metadata.dataset.theme;
    let authority = ["Autorité nationale", "National authority"];
    let mut terms = vec![
        (theme.iri, "skos:Concept", theme.label, DATA_THEMES),
        (NATIONAL_AUTHORITY, "skos:Concept", authority, PUBLISHER_TYPES),
        (ABOUT.spatial.1, "dcterms:Location", ABOUT.spatial.0, "eu:country"),
        (ABOUT.frequency.1, "dcterms:Frequency", ["trimestriel", "quarterly"], "eu:frequency"),
        (PUBLIC, "dcterms:RightsStatement", ["public", "public"], "eu:access-right"),
    ];
    terms.extend(LANGUAGES.map(|(iri, name)| (iri, "dcterms:LinguisticSystem", name, "eu:language")));
    for (iri, class, label, list) in terms {
        graph.node(iri, class).texts("skos:prefLabel", label).link("skos:inScheme", list);
    }
    for (list, title) in LISTS {
        graph.node(list, "skos:ConceptScheme").texts("dcterms:title", title);
    }
    for export in options.exports {
        if let Some(media) = export.media {
            graph.node(&format!("{MEDIA_TYPES}{media}"), "dcterms:MediaType");
        }
        if let Some(code) = export.file_type {
            graph
                .node(&format!("eu:file-type/{code}"), "dcterms:MediaTypeOrExtent")
                .link("skos:inScheme", "eu:file-type");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dcat::{exports, sample, serialise::Serialisation, vocabulary::term};

    const BASE: &str = "https://jalon.example";

    fn turtle(graph: &Graph) -> String {
        String::from_utf8(Serialisation::Turtle.write(graph)).expect("UTF-8")
    }

    /// DCAT-AP 3, mandatory properties: of a catalogue title, description and publisher; of a dataset title and
    /// description; of a distribution its access URL; of a data service title and endpoint URL.
    #[test]
    fn the_catalogue_has_what_the_profile_demands() {
        let graph = catalogue(&sample::metadata(), &Options::all(BASE));
        let has = |class: &str, properties: &[&str]| {
            let of_class = graph.triples().iter().filter(|t| t.object == term(class).into());
            let subjects: Vec<_> = of_class.map(|triple| &triple.subject).collect();
            let told = |subject: &oxrdf::NamedOrBlankNode, property: &str| {
                graph.triples().iter().any(|t| t.subject == *subject && t.predicate == term(property))
            };
            assert!(
                subjects.iter().all(|subject| properties.iter().all(|property| told(subject, property))),
                "{class}"
            );
            subjects.len()
        };
        assert_eq!(
            has("dcat:Catalog", &["dcterms:title", "dcterms:description", "dcterms:publisher", "dcterms:license"]),
            1
        );
        assert_eq!(
            has("dcat:Dataset", &["dcterms:title", "dcterms:description", "dcat:theme", "dcat:contactPoint"]),
            2
        );
        assert_eq!(has("dcat:Distribution", &["dcat:accessURL", "dcat:downloadURL", "dcterms:license"]), 2 * 9);
        assert_eq!(has("dcat:DataService", &["dcterms:title", "dcat:endpointURL", "dcat:servesDataset"]), 2);
    }

    #[test]
    fn a_request_limits_files_and_languages_and_asks_for_labels() {
        let formats = exports::named(["xlsx", "json", "shp"]);
        let options = Options { languages: &[Language::Fr], exports: &formats, use_labels: true, ..Options::all(BASE) };
        let text = turtle(&dataset(&sample::metadata()[1], &options));
        let exports = "https://jalon.example/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/exports";
        assert!(text.contains(&format!("dcat:distribution <{exports}/json> , <{exports}/xlsx> .")), "{text}");
        assert!(text.contains(&format!("dcat:downloadURL <{exports}/xlsx?use_labels=true>")), "{text}");
        assert!(text.contains(&format!("dcat:downloadURL <{exports}/json> ;")), "{text}");
        assert!(text.contains("\"éducation\"@fr") && !text.contains("@en"), "{text}");
    }

    #[test]
    fn nobody_is_named_whom_the_settings_do_not_name() {
        let mut metadata = sample::metadata();
        metadata.iter_mut().for_each(|one| one.contact = Default::default());
        let text = turtle(&catalogue(&metadata, &Options::all(BASE)));
        assert!(!text.contains("contactPoint") && !text.contains("vcard:Kind"), "{text}");
    }

    #[test]
    fn an_empty_record_has_an_empty_graph() {
        assert!(catalogue(&[], &Options::all(BASE)).triples().is_empty());
    }
}
