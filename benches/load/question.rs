//! What all are asked, and whether their answers tell the same.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    report::Aim,
    request::{Answer, Request},
    rows::Row,
    service::{Service, export},
};

/// A question that is put to Jalon and to every peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Item,
    List,
    Records,
    Group,
    Search,
    NotModified,
    Page,
    History,
}

impl Question {
    pub const ALL: [Question; 8] = [
        Question::Item,
        Question::List,
        Question::Records,
        Question::Group,
        Question::Search,
        Question::NotModified,
        Question::Page,
        Question::History,
    ];

    /// How the report calls it.
    pub fn name(self) -> &'static str {
        match self {
            Question::Item => "item: one objective",
            Question::List => "list: 20 statements of one axis in one release",
            Question::Records => "Explore: 20 statements of one axis in all releases",
            Question::Group => "Explore: `group_by` with `avg`",
            Question::Search => "Explore: full-text search",
            Question::NotModified => "item, unchanged: 304",
            Question::Page => "page of an axis, HTML",
            Question::History => "CSV of the history of progress",
        }
    }

    /// How Jalon is asked for what it keeps, and for what it must compute. Where a request can differ from all before, it
    /// is the second; else the second is the first, sent to a service that keeps nothing.
    pub fn jalon(self, kept: &Service, anew: &Service) -> [Request; 2] {
        let dataset =
            |name: &str| format!("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-{name}/records");
        let same = |request: Request| [request.clone(), request];
        let where_less = |path: String, condition: &str, field: &str| {
            let joint = if condition.is_empty() { "" } else { "+and+" };
            let path = |number: &str| format!("{path}where={condition}{joint}{field}+%3C+{number}");
            [Request::get(path("100000000")), Request::get(path("{n}"))]
        };
        match self {
            Question::Item => same(Request::get(ITEM)),
            Question::List => same(Request::get("/api/v1/statements?axis=4&limit=20")),
            Question::Records => where_less(format!("{}?limit=20&", dataset("bilans")), "axis:%224%22", "ordinal"),
            Question::Group => {
                let grouped = "?select=level,avg(value)+as+mean,count(*)+as+n&group_by=level&";
                where_less(format!("{}{grouped}", dataset("avancement")), "", "value")
            }
            Question::Search => {
                where_less(format!("{}?limit=20&", dataset("bilans")), "search(%22plateforme%22)", "ordinal")
            }
            Question::NotModified => [kept, anew].map(|service| {
                // Links, and so the tag, name the port.
                let answer = service.get(ITEM);
                Request::get(ITEM).with("If-None-Match", answer.header("etag").expect("an ETag"))
            }),
            Question::Page => same(Request::get("/fr/axes/4")),
            Question::History => where_less(format!("{}?", export("avancement", "csv")), "", "value"),
        }
    }

    /// How many times Datasette's and the best peer's rate the cold one is to reach.
    pub fn aims(self) -> [Option<Aim>; 2] {
        match self {
            Question::Item => [Some(Aim::AtLeast(20.0)), Some(Aim::AtLeast(2.0))],
            Question::List | Question::Records | Question::Group | Question::Search => [None, Some(Aim::AtLeast(5.0))],
            Question::NotModified | Question::Page | Question::History => [None, None],
        }
    }

    /// Ends the run if an answer does not tell what Jalon's tells.
    pub fn compare(self, name: &str, jalon: &Answer, other: &Answer) {
        let [here, there] = [jalon, other].map(|answer| self.essence(answer));
        assert_eq!(here, there, "{name} does not tell the same of: {}", self.name());
        assert!(!here.is_empty(), "nothing is told of: {}", self.name());
    }

    /// What an answer must tell, whatever its shape. Lists that are cut have their own order each: of these it is how many
    /// rows there are, and of which axis.
    fn essence(self, answer: &Answer) -> BTreeSet<String> {
        let text = || String::from_utf8(answer.body.clone()).expect("UTF-8");
        let rows = || rows(&serde_json::from_slice(&answer.body).expect("JSON"));
        let field = |row: &Row, name: &str| row[name].to_string();
        match self {
            Question::Item => rows().iter().map(|row| [field(row, "code"), field(row, "progress")].join(" ")).collect(),
            Question::List | Question::Records => {
                let (rows, mut axes) = (rows(), BTreeSet::from([String::new()]));
                axes.extend(rows.iter().map(|row| field(row, "axis")));
                axes.insert(rows.len().to_string());
                axes
            }
            Question::Group => rows()
                .iter()
                .map(|row| format!("{} {:.6} {}", field(row, "level"), row["mean"].as_f64().expect("a mean"), row["n"]))
                .collect(),
            Question::Search => {
                rows().iter().map(|row| [field(row, "release"), field(row, "code")].join(" ")).collect()
            }
            Question::NotModified => BTreeSet::from([answer.status.to_string()]),
            Question::Page => BTreeSet::from([text().contains("4").to_string()]),
            Question::History => BTreeSet::from([text().trim_end().lines().count().to_string()]),
        }
    }
}

/// The item that is asked for.
const ITEM: &str = "/api/v1/objectives/34";

/// The rows of an answer in JSON, wherever they stand in it.
fn rows(answer: &Value) -> Vec<Row> {
    let inside = ["data", "results", "rows", "items"].iter().find_map(|name| answer.get(name)).unwrap_or(answer);
    match inside {
        Value::Array(rows) => rows.iter().filter_map(|row| row.as_object().cloned()).collect(),
        Value::Object(row) => vec![row.clone()],
        other => panic!("there are no rows in {other}"),
    }
}
