//! Achievements and next steps as nested lists.

use askama::Template;

use super::{page::Page, words::Said};
use crate::http::v1::statements::Node;

/// Statements of one kind, in the words of the source.
#[derive(Template)]
#[template(path = "statements.html")]
pub struct Statements {
    items: Vec<Branch>,
}

struct Branch {
    text: Said,
    below: Statements,
}

impl Statements {
    /// The nodes of a tree; none if there is no tree.
    pub fn of(page: &Page, nodes: &Option<Vec<Node>>) -> Self {
        Statements { items: nodes.iter().flatten().map(|node| Branch::of(page, node)).collect() }
    }

    /// Whether there is nothing to list.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a text is not in the language of the page.
    pub fn has_foreign(&self) -> bool {
        self.items.iter().any(|item| item.text.foreign.is_some() || item.below.has_foreign())
    }
}

impl Branch {
    fn of(page: &Page, node: &Node) -> Self {
        let items = node.items.iter().map(|node| Branch::of(page, node)).collect();
        Branch { text: page.said(&node.text), below: Statements { items } }
    }
}
