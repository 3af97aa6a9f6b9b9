//! The datasets speak the vocabulary of the flat formats.

use jalon::{
    domain::{
        catalogue,
        dataset::{Dataset, Field, Record},
    },
    store::{
        actions::ActionRow, axes::AxisRow, objectives::ObjectiveRow, progress::ProgressRow, sources::SourceRow,
        statements::StatementRow,
    },
};

#[test]
fn a_dataset_has_the_columns_of_the_flat_format_behind_those_of_the_release() {
    fn holds<R: Record>(dataset: &Dataset) {
        let own: Vec<&str> = dataset.fields.iter().map(|field| field.name).collect();
        let expected: Vec<&str> = ["release", "revision", "current"].iter().chain(R::COLUMNS).copied().collect();
        assert_eq!(own, expected, "{}", dataset.id());
    }
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
