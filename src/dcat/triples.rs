//! Triples in the order in which they are told, and the few kinds of value that the catalogue has.

use chrono::{NaiveDate, NaiveDateTime};
use oxrdf::{Literal, NamedNode, Term, Triple, vocab::xsd};

use super::vocabulary::term;
use crate::domain::text::Language;

/// An RDF graph that keeps its order, so that the same catalogue is always the same bytes.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    triples: Vec<Triple>,
    languages: Vec<Language>,
}

impl Graph {
    /// An empty graph whose texts are in these languages.
    pub fn new(languages: &[Language]) -> Self {
        Graph { triples: Vec::new(), languages: languages.to_vec() }
    }

    /// The triples, those of one subject together.
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// Begins to tell of a resource, by its address or short name, which is of a class.
    pub fn node(&mut self, subject: &str, class: &str) -> Node<'_> {
        let mut node = Node { subject: term(subject), graph: self };
        node.link("rdf:type", class);
        node
    }
}

/// A resource that is told of; each value adds a triple.
pub struct Node<'a> {
    subject: NamedNode,
    graph: &'a mut Graph,
}

impl Node<'_> {
    fn tell(&mut self, property: &str, object: impl Into<Term>) -> &mut Self {
        self.graph.triples.push(Triple::new(self.subject.clone(), term(property), object));
        self
    }

    /// Another resource, by its address or short name.
    pub fn link(&mut self, property: &str, object: &str) -> &mut Self {
        self.tell(property, term(object))
    }

    /// Several other resources.
    pub fn links(&mut self, property: &str, objects: impl IntoIterator<Item = impl AsRef<str>>) -> &mut Self {
        for object in objects {
            self.link(property, object.as_ref());
        }
        self
    }

    /// A text in each language of the graph; the pair is in French and in English.
    pub fn texts(&mut self, property: &str, pair: [&str; 2]) -> &mut Self {
        for language in self.graph.languages.clone() {
            self.text(property, pair[language as usize], language);
        }
        self
    }

    /// A text in one language.
    pub fn text(&mut self, property: &str, text: &str, language: Language) -> &mut Self {
        self.tell(property, Literal::new_language_tagged_literal_unchecked(text, language.as_str()))
    }

    /// Characters in no language: a name, a code, a version.
    pub fn plain(&mut self, property: &str, text: &str) -> &mut Self {
        self.tell(property, Literal::new_simple_literal(text))
    }

    /// A time, UTC.
    pub fn time(&mut self, property: &str, time: NaiveDateTime) -> &mut Self {
        self.tell(property, Literal::new_typed_literal(super::time(time), xsd::DATE_TIME))
    }

    /// A day.
    pub fn date(&mut self, property: &str, date: NaiveDate) -> &mut Self {
        self.tell(property, Literal::new_typed_literal(date.to_string(), xsd::DATE))
    }
}
