//! The datasets speak the vocabulary of the flat formats.

use jalon::{
    domain::{
        catalogue,
        dataset::{Dataset, Field, FieldType, Record},
        progress::{Rule, Status},
        strategy::{Level, PublicationState, StatementKind},
        text::Language,
    },
    store::{
        actions::ActionRow, axes::AxisRow, objectives::ObjectiveRow, progress::ProgressRow, releases::ReleaseRow,
        sources::SourceRow, statements::StatementRow,
    },
};

use crate::support::TestApp;

#[test]
fn a_dataset_has_the_columns_of_the_flat_format_behind_those_of_the_release() {
    fn holds<R: Record>(dataset: &Dataset) {
        let own: Vec<&str> = dataset.fields.iter().map(|field| field.name).collect();
        let expected: Vec<&str> = ["release", "revision", "current"].iter().chain(R::COLUMNS).copied().collect();
        assert_eq!(own, expected, "{}", dataset.id());
    }
    holds::<ReleaseRow>(&catalogue::VERSIONS);
    holds::<AxisRow>(&catalogue::AXES);
    holds::<ActionRow>(&catalogue::ACTIONS);
    holds::<ObjectiveRow>(&catalogue::OBJECTIVES);
    holds::<StatementRow>(&catalogue::STATEMENTS);
    holds::<ProgressRow>(&catalogue::FIGURES);
    holds::<SourceRow>(&catalogue::SOURCES);
}

#[test]
fn every_field_is_told_in_both_languages() {
    for dataset in catalogue::DATASETS {
        let told = |field: &Field| field.label.iter().chain(&field.description).all(|text| text.len() > 2);
        assert!(dataset.fields.iter().all(told), "{}", dataset.id());
        assert!(dataset.id().starts_with("fr-en-strategie-numerique-"));
        assert!(dataset.field("release").is_some_and(|field| field.facet) && dataset.field("nope").is_none());
    }
}

/// A closed list is the one that the domain writes its words from.
#[test]
fn closed_lists_are_those_of_the_domain() {
    let closed = |dataset: &Dataset, name: &str| dataset.field(name).expect("the field").closed.to_vec();
    assert_eq!(closed(&catalogue::OBJECTIVES, "status"), Status::ALL.map(|(_, word, _)| word));
    assert_eq!(closed(&catalogue::OBJECTIVES, "publication_state"), PublicationState::ALL.map(|(_, word)| word));
    assert_eq!(closed(&catalogue::STATEMENTS, "kind"), StatementKind::ALL.map(|(_, word)| word));
    assert_eq!(closed(&catalogue::STATEMENTS, "level"), Level::ALL.map(|(_, word)| word));
    assert_eq!(closed(&catalogue::SOURCES, "language"), Language::ALL.map(Language::as_str));
    let rules = [Rule::MeanOfObjectives, Rule::MeanOfActions].map(Rule::as_str);
    assert_eq!(closed(&catalogue::FIGURES, "rule"), rules);
    assert_eq!(closed(&catalogue::AXES, "computed_method"), rules);
}

/// What every row must have, and the only values it may have, hold for the shipped record.
#[test]
fn the_record_keeps_what_the_fields_promise() {
    let app = TestApp::on_sqlite();
    for (dataset, list) in [
        (&catalogue::AXES, "axes"),
        (&catalogue::ACTIONS, "actions"),
        (&catalogue::OBJECTIVES, "objectives"),
        (&catalogue::STATEMENTS, "statements"),
        (&catalogue::FIGURES, "progress"),
        (&catalogue::SOURCES, "sources"),
    ] {
        for release in ["2023", "2025", "2026"] {
            let file = app.get(&format!("/api/v1/{list}?release={release}&format=csv")).body;
            let mut rows = csv::Reader::from_reader(file.as_slice());
            let names = rows.headers().expect("a first row").clone();
            for row in rows.records().map(|row| row.expect("a row")) {
                for (name, cell) in names.iter().zip(&row) {
                    let field = dataset.field(name).expect("a field");
                    assert!(!field.required || !cell.is_empty(), "{release} {list}: {name} is empty");
                    let is_known = field.closed.is_empty() || cell.is_empty() || field.closed.contains(&cell);
                    assert!(is_known, "{release} {list}: {name} is {cell}");
                }
            }
        }
    }
}

#[test]
fn days_are_offered_for_refinement_and_choices_exclude_no_other() {
    for dataset in catalogue::DATASETS {
        for field in dataset.fields {
            let is_time = matches!(field.kind, FieldType::Date | FieldType::DateTime);
            assert!(!is_time || field.facet, "{} {}", dataset.id(), field.name);
            assert!(!field.disjunctive || field.facet && field.kind != FieldType::Boolean, "{}", field.name);
        }
    }
}
