//! The files of a dataset, those that most readers want first.

use super::explore;
use crate::{
    domain::dataset::Dataset,
    http::{
        pages::page::Page,
        state::Context,
        v1::{self, ListKind},
    },
};

/// A file of a dataset.
pub struct File {
    pub label: String,
    pub href: String,
    /// What it is good for.
    pub purpose: String,
    /// Whose rows it holds.
    pub rows: String,
}

/// The files that most readers want.
pub fn first(page: &Page, context: &Context, dataset: &Dataset) -> Vec<File> {
    let others = ["xlsx", "json"].into_iter().map(|name| of_export(page, context, dataset, name));
    std::iter::once(spreadsheet(page, context, dataset)).chain(others).collect()
}

/// Every file.
pub fn all(page: &Page, context: &Context, dataset: &Dataset) -> Vec<File> {
    let others = ["xlsx", "csv", RFC4180, "json", "jsonl", "parquet", "jsonld", "rdfxml", "turtle", "n3"];
    std::iter::once(spreadsheet(page, context, dataset))
        .chain(others.into_iter().map(|name| of_export(page, context, dataset, name)))
        .collect()
}

/// CSV as programs expect it: an export with parameters, not a format of its own.
const RFC4180: &str = "csv?delimiter=%2C&with_bom=false";

/// The file that opens right in a spreadsheet set to French: that of the list behind the dataset, whose profile suits it.
fn spreadsheet(page: &Page, context: &Context, dataset: &Dataset) -> File {
    let label = page.say("CSV pour tableur français", "CSV for French spreadsheets");
    match list(dataset) {
        Some(list) => File {
            label,
            href: context.chosen(&format!("/api/v1/{}?format=csv&profile=excel-fr", list.name)),
            purpose: page.say(
                "s'ouvre d'un double clic dans Excel ou LibreOffice réglés en français : accents, points-virgules, virgules décimales, VRAI et FAUX ; une apostrophe garde 32-1 de devenir une date",
                "opens by a double click in Excel or LibreOffice set to French: accents, semicolons, decimal commas, VRAI and FAUX; an apostrophe keeps 32-1 from becoming a date",
            ),
            rows: page.say(
                &format!("publication {}", context.release.pinned()),
                &format!("release {}", context.release.pinned()),
            ),
        },
        None => File {
            label,
            href: context.chosen(&format!("{}/exports/csv?lang={}&use_labels=true", explore(dataset), page.lang())),
            purpose: page.say(
                "s'ouvre d'un double clic dans Excel ou LibreOffice réglés en français : accents et points-virgules, libellés en première ligne",
                "opens by a double click in Excel or LibreOffice set to French: accents and semicolons, labels in the first row",
            ),
            rows: scope(page, context),
        },
    }
}

/// The list behind a dataset, if it takes `release=` as the dataset does.
fn list(dataset: &Dataset) -> Option<&'static ListKind> {
    v1::LISTS.iter().find(|list| list.dataset == dataset && list.name != "changes")
}

fn of_export(page: &Page, context: &Context, dataset: &Dataset, name: &str) -> File {
    let (label, purpose) = match name {
        "xlsx" => (
            "XLSX",
            page.say(
                "classeur Excel, quelle que soit la langue du tableur : vrais nombres, dates et libellés",
                "Excel workbook, whatever the language of the spreadsheet: real numbers, dates, and labels",
            ),
        ),
        "csv" => (
            "CSV",
            page.say(
                "points-virgules, et marque d'ordre des octets pour les accents",
                "semicolons, and a byte order mark",
            ),
        ),
        RFC4180 => ("CSV (RFC 4180)", page.say("virgules, pour les programmes", "commas, for programs")),
        "json" => ("JSON", page.say("un tableau d'objets, types conservés", "an array of objects, with types")),
        "jsonl" => ("JSON Lines", page.say("un objet par ligne", "one object a line")),
        "parquet" => ("Parquet", page.say("colonnes typées, pour l'analyse", "typed columns, for analysis")),
        "jsonld" => ("JSON-LD", page.say("données liées", "linked data")),
        "rdfxml" => ("RDF/XML", page.say("données liées", "linked data")),
        "turtle" => ("Turtle", page.say("données liées", "linked data")),
        _ => ("N3", page.say("données liées", "linked data")),
    };
    let with_labels =
        if name == "xlsx" { format!("xlsx?lang={}&use_labels=true", page.lang()) } else { name.to_owned() };
    File {
        label: label.to_owned(),
        href: context.chosen(&format!("{}/exports/{with_labels}", explore(dataset))),
        purpose,
        rows: scope(page, context),
    }
}

/// Whose rows a file of the Explore surface holds.
fn scope(page: &Page, context: &Context) -> String {
    match context.has_chosen() {
        true => page.say(
            &format!("publication {}", context.release.pinned()),
            &format!("release {}", context.release.pinned()),
        ),
        false => page.say("toutes les publications", "every release"),
    }
}
