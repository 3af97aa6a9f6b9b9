//! RDF: one node a row, in JSON-LD, RDF/XML, Turtle or N3, written by Oxigraph's streaming serialisers.
//!
//! The subject is the address of the row, or a blank node where it has none; each column is a property, whose address is
//! [`Table::vocabulary`] and its name. Values are typed (`xsd:integer`, `xsd:double`, `xsd:boolean`, `xsd:date`,
//! `xsd:dateTime`); a text in a column that ends in `_fr` or `_en` has that language. A list is a property given several
//! times; a null is left out, so that a row of nulls leaves no trace.

use std::{collections::BTreeSet, io};

use oxjsonld::{JsonLdSerializer, WriterJsonLdSerializer};
use oxrdf::{
    BlankNode, GraphNameRef, LiteralRef, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, TripleRef, vocab::xsd,
};
use oxrdfxml::{RdfXmlSerializer, WriterRdfXmlSerializer};
use oxttl::{TurtleSerializer, turtle::WriterTurtleSerializer};

use super::{RowWriter, Sink, Table, Unwritable};
use crate::domain::dataset::Value;

#[cfg(test)]
mod tests;

/// What the addresses of data types begin with.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Writes the triples of rows.
pub(super) struct RdfWriter<T> {
    columns: Vec<Property>,
    /// Rows so far, by which blank nodes are named.
    rows: u64,
    triples: T,
}

struct Property {
    name: String,
    address: NamedNode,
    language: Option<&'static str>,
}

/// Triples to bytes in one serialisation.
pub(super) trait Triples: Send {
    /// Whether a text can hold control characters.
    const CONTROLS: bool = true;

    fn write(&mut self, triple: TripleRef<'_>) -> io::Result<()>;

    fn finish(self) -> io::Result<Sink>;
}

impl<T: Triples> RdfWriter<T> {
    pub(super) fn new(table: &Table, triples: T) -> io::Result<Self> {
        let mut taken = BTreeSet::new();
        let property = |name: &String| {
            let language = if name.ends_with("_fr") { Some("fr") } else { name.ends_with("_en").then_some("en") };
            let mut local = local_name(name);
            while !taken.insert(local.clone()) {
                local.push('_');
            }
            let address = address(&format!("{}{local}", table.vocabulary))?;
            Ok(Property { name: name.clone(), address, language })
        };
        let columns = table.columns.iter().map(|column| &column.name).map(property).collect::<io::Result<_>>()?;
        Ok(RdfWriter { columns, rows: 0, triples })
    }
}

impl<T: Triples> RowWriter for RdfWriter<T> {
    fn row(&mut self, id: Option<&str>, values: &[Value]) -> io::Result<()> {
        self.rows += 1;
        let subject: NamedOrBlankNode = match id {
            Some(id) => address(id)?.into(),
            None => BlankNode::new_unchecked(format!("r{}", self.rows)).into(),
        };
        for (property, value) in self.columns.iter().zip(values) {
            let mut write = |literal| property.write(&mut self.triples, subject.as_ref(), literal);
            let typed = LiteralRef::new_typed_literal;
            match value {
                Value::Null => {}
                Value::Text(text) => write(property.text(text))?,
                Value::List(values) => values.iter().try_for_each(|text| write(property.text(text)))?,
                Value::Integer(number) => write(typed(&number.to_string(), xsd::INTEGER))?,
                Value::Decimal(number) => write(typed(&number.to_string(), xsd::DOUBLE))?,
                Value::Boolean(truth) => write(typed(&truth.to_string(), xsd::BOOLEAN))?,
                Value::Date(date) => write(typed(&date.to_string(), xsd::DATE))?,
                Value::Time(time) => write(typed(&time.to_rfc3339(), xsd::DATE_TIME))?,
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.triples.finish()?.flush()
    }
}

impl Property {
    fn text<'a>(&self, text: &'a str) -> LiteralRef<'a> {
        match self.language {
            // `fr` and `en` are valid language tags.
            Some(language) => LiteralRef::new_language_tagged_literal_unchecked(text, language),
            None => LiteralRef::new_simple_literal(text),
        }
    }

    fn write<T: Triples>(
        &self,
        triples: &mut T,
        subject: NamedOrBlankNodeRef<'_>,
        literal: LiteralRef<'_>,
    ) -> io::Result<()> {
        let unwritable = |c: &char| c.is_ascii_control() && !['\t', '\n', '\r'].contains(c);
        if let Some(control) = literal.value().chars().find(unwritable).filter(|_| !T::CONTROLS) {
            return Err(Unwritable::Character { column: self.name.clone(), code: control.into() }.into());
        }
        triples.write(TripleRef::new(subject, self.address.as_ref(), literal))
    }
}

/// A column's name as the end of an address that RDF/XML can write as the name of an element: letters, digits and `_`
/// stay, all else becomes `_`. The names of the record are such names; those that a query makes up may not be.
fn local_name(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut local: String = name.chars().map(kept).collect();
    if !local.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        local.insert(0, '_');
    }
    local
}

fn address(text: &str) -> io::Result<NamedNode> {
    NamedNode::new(text).map_err(|_| Unwritable::Address(text.to_owned()).into())
}

/// JSON-LD, in its streaming profile: `@id` before properties, full addresses.
pub(super) fn json_ld(sink: Sink) -> WriterJsonLdSerializer<Sink> {
    JsonLdSerializer::new().for_writer(sink)
}

/// RDF/XML, an `rdf:Description` a row. A carriage return is read back as a line feed, as XML has it.
pub(super) fn rdf_xml(table: &Table, sink: Sink) -> io::Result<WriterRdfXmlSerializer<Sink>> {
    let unwritable = |_| Unwritable::Address(table.vocabulary.clone());
    Ok(RdfXmlSerializer::new().with_prefix("field", &table.vocabulary).map_err(unwritable)?.for_writer(sink))
}

/// Turtle.
pub(super) fn turtle(table: &Table, sink: Sink) -> io::Result<WriterTurtleSerializer<Sink>> {
    let unwritable = |_| Unwritable::Address(table.vocabulary.clone());
    let serializer = TurtleSerializer::new().with_prefix("field", &table.vocabulary).map_err(unwritable)?;
    Ok(serializer.with_prefix("xsd", XSD).map_err(|_| Unwritable::Address(XSD.to_owned()))?.for_writer(sink))
}

impl Triples for WriterJsonLdSerializer<Sink> {
    fn write(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        self.serialize_quad(triple.in_graph(GraphNameRef::DefaultGraph))
    }

    fn finish(self) -> io::Result<Sink> {
        WriterJsonLdSerializer::finish(self)
    }
}

impl Triples for WriterRdfXmlSerializer<Sink> {
    const CONTROLS: bool = false;

    fn write(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        self.serialize_triple(triple)
    }

    fn finish(self) -> io::Result<Sink> {
        WriterRdfXmlSerializer::finish(self)
    }
}

impl Triples for WriterTurtleSerializer<Sink> {
    fn write(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        self.serialize_triple(triple)
    }

    fn finish(self) -> io::Result<Sink> {
        WriterTurtleSerializer::finish(self)
    }
}
