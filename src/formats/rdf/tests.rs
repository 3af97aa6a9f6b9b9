//! The same graph in each serialisation, as written and as read back.

use std::collections::BTreeSet;

use oxjsonld::JsonLdParser;
use oxrdfxml::RdfXmlParser;
use oxttl::{N3Parser, TurtleParser};

use super::{
    super::{
        Format, Options,
        tests::{file, rows, table, text},
    },
    *,
};

const FULL: &str = "<https://example.org/32-1>";

/// The triples of the rows, worked out by hand.
fn graph() -> BTreeSet<String> {
    let property = |name: &str, value: &str| format!("{FULL} <https://example.org/fields#{name}> {value}");
    let typed = |value: &str, kind: &str| format!("\"{value}\"^^<{XSD}{kind}>");
    BTreeSet::from([
        property("code", "\"32-1\""),
        property("title_fr", "\"Dire «\u{a0}\\\"non\\\"\u{a0}» ;\\nhop\u{a0}! 🚀\"@fr"),
        property("number", &typed("-5", "integer")),
        property("share", &typed("12.5", "double")),
        property("current", &typed("true", "boolean")),
        property("earliest", &typed("2026-02-28", "date")),
        property("recorded_at", &typed("2026-11-22T17:00:00+02:00", "dateTime")),
        property("absent", "\"title:not_named\""),
        property("absent", "\"axis:x\""),
        "_:r2 <https://example.org/fields#code> \"=1+1\"".to_owned(),
    ])
}

fn written(format: Format) -> String {
    text(format, &Options::default())
}

#[test]
fn turtle_is_a_subject_a_row() {
    // The longest prefix stands first.
    assert_eq!(
        written(Format::Turtle),
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         @prefix field: <https://example.org/fields#> .\n\
         <https://example.org/32-1> field:code \"32-1\" ;\n\
         \tfield:title_fr \"Dire «\u{a0}\\\"non\\\"\u{a0}» ;\\nhop\u{a0}! 🚀\"@fr ;\n\
         \tfield:number -5 ;\n\
         \tfield:share \"12.5\"^^xsd:double ;\n\
         \tfield:current true ;\n\
         \tfield:earliest \"2026-02-28\"^^xsd:date ;\n\
         \tfield:recorded_at \"2026-11-22T17:00:00+02:00\"^^xsd:dateTime ;\n\
         \tfield:absent \"title:not_named\" , \"axis:x\" .\n\
         _:r2 field:code \"=1+1\" .\n"
    );
}

#[test]
fn turtle_is_read_back() {
    let text = written(Format::Turtle);
    let triples = TurtleParser::new().for_slice(&text).map(|triple| triple.expect("a triple").to_string());
    assert_eq!(triples.collect::<BTreeSet<_>>(), graph());
}

#[test]
fn n3_is_read_back() {
    let text = written(Format::N3);
    let quads = N3Parser::new().for_slice(&text).map(|quad| quad.expect("a quad"));
    let shown = |quad: oxttl::n3::N3Quad| format!("{} {} {}", quad.subject, quad.predicate, quad.object);
    // The parser gives blank nodes names of its own.
    let renamed = |line: String| {
        if line.starts_with("_:") { format!("_:r2{}", &line[line.find(' ').unwrap_or(0)..]) } else { line }
    };
    assert_eq!(quads.map(shown).map(renamed).collect::<BTreeSet<_>>(), graph());
}

#[test]
fn rdf_xml_is_a_description_a_row() {
    let text = written(Format::RdfXml);
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF "), "{text}");
    assert!(text.contains("xmlns:field=\"https://example.org/fields#\""), "{text}");
    assert!(text.contains("<rdf:Description rdf:about=\"https://example.org/32-1\">\n"), "{text}");
    assert!(text.contains("<field:number rdf:datatype=\"http://www.w3.org/2001/XMLSchema#integer\">-5</field:number>"));
    let triples = RdfXmlParser::new().for_slice(&text).map(|triple| triple.expect("a triple").to_string());
    assert_eq!(triples.collect::<BTreeSet<_>>(), graph());
}

#[test]
fn json_ld_is_a_node_a_row() {
    let text = written(Format::JsonLd);
    let nodes: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(nodes.as_array().map(Vec::len), Some(2));
    assert_eq!(nodes[0]["@id"], "https://example.org/32-1");
    let title = serde_json::json!([{"@language": "fr", "@value": "Dire «\u{a0}\"non\"\u{a0}» ;\nhop\u{a0}! 🚀"}]);
    assert_eq!(nodes[0]["https://example.org/fields#title_fr"], title);
    let quads = JsonLdParser::new().for_slice(&text).map(|quad| quad.expect("a quad").to_string());
    assert_eq!(quads.collect::<BTreeSet<_>>(), graph());
}

#[test]
fn a_table_without_rows_is_an_empty_graph() {
    let empty = |format| file(format, &table(), &Options::default(), &[]).expect("writable");
    assert_eq!(empty(Format::JsonLd), b"[]");
    assert_eq!(TurtleParser::new().for_slice(&empty(Format::Turtle)).count(), 0);
    let xml = empty(Format::RdfXml);
    assert!(xml.ends_with(b"</rdf:RDF>"));
    assert_eq!(RdfXmlParser::new().for_slice(&xml).count(), 0);
}

/// Names that a query makes up are still names of XML elements, and stay apart.
#[test]
fn any_name_of_a_column_makes_a_property() {
    let names = ["count(*)", "2026", "count___", "é"];
    let column = |name: &&str| super::super::Column { name: (*name).to_owned(), ..table().columns.remove(0) };
    let table = Table { columns: names.iter().map(column).collect(), ..table() };
    let row = (None, vec![Value::Integer(1); 4]);
    let xml = file(Format::RdfXml, &table, &Options::default(), &[row]).expect("writable");
    let triples = RdfXmlParser::new().for_slice(&xml).map(|triple| triple.expect("a triple").predicate.into_string());
    let local: Vec<String> = triples.map(|address| address.replace("https://example.org/fields#", "")).collect();
    assert_eq!(local, ["count___", "_2026", "count____", "_"]);
}

#[test]
fn rdf_xml_refuses_what_xml_cannot_hold() {
    let mut row = rows().remove(0);
    row.1[0] = Value::Text("a\u{1}b".into());
    let written = |format| file(format, &table(), &Options::default(), &[row.clone()]);
    let error = written(Format::RdfXml).expect_err("a control character");
    assert_eq!(Unwritable::of(&error), Some(&Unwritable::Character { column: "code".into(), code: 1 }));
    assert!(written(Format::Turtle).is_ok() && written(Format::JsonLd).is_ok());
}

#[test]
fn an_address_that_is_none_is_refused() {
    let row = (Some("https://example.org/a b"), rows().remove(0).1);
    let error = file(Format::Turtle, &table(), &Options::default(), &[row]).expect_err("a space");
    assert_eq!(Unwritable::of(&error), Some(&Unwritable::Address("https://example.org/a b".into())));
}
