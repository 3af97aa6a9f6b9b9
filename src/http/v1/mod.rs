//! `/api/v1`: the record in its own words. One resource a file; what all share is in [`collection`] and [`views`].

pub mod actions;
pub mod audit;
pub mod axes;
pub mod bundles;
pub mod changes;
pub mod cite;
mod cited;
pub(super) mod codes;
pub mod collection;
pub mod crosswalk;
pub mod deadlines;
pub mod derivations;
pub mod drafts;
mod export;
pub mod findings;
pub mod freshness;
pub mod glossary;
pub mod history;
pub mod index;
pub mod indicators;
pub mod journal;
pub mod keys;
pub mod objectives;
pub mod pace;
pub mod passages;
pub mod progress;
pub mod receipts;
pub mod releases;
pub mod search;
pub mod simulations;
pub mod sources;
pub mod statements;
pub mod targets;
pub mod template;
pub mod views;
pub mod webhooks;

use serde::Serialize;

use super::{
    mount::Mount,
    state::{Body, Context},
};
use crate::domain::dataset::Dataset;
use collection::Collection;
pub use export::FORMATS;
use views::{CitedField, Item};

/// Where it is served.
pub const BASE: &str = "/api/v1";

/// A kind of list, as the contract tells of it.
pub struct ListKind {
    /// The name of its rows' schema.
    pub view: &'static str,
    /// Where it is: the segment of the path, which is also the name of its files.
    pub name: &'static str,
    /// The same rows in the catalogue.
    pub dataset: &'static Dataset,
    pub sortable: &'static [&'static str],
    pub fields: &'static [&'static str],
}

/// Every kind of list that can be sorted.
pub const LISTS: &[ListKind] = &[
    kind::<axes::Axes>("AxisView"),
    kind::<actions::Actions>("ActionView"),
    kind::<objectives::Objectives>("ObjectiveView"),
    kind::<statements::Statements>("StatementView"),
    kind::<progress::Progress>("ProgressView"),
    kind::<sources::Sources>("SourceView"),
    kind::<targets::Targets>("TargetView"),
    kind::<deadlines::Deadlines>("DeadlineView"),
    kind::<passages::Passages>("PassageView"),
    kind::<findings::Findings>("FindingView"),
    kind::<glossary::Terms>("TermView"),
    kind::<indicators::Indicators>("IndicatorView"),
    kind::<crosswalk::Crosswalk>("CorrespondenceView"),
    kind::<changes::Changes>("ChangeView"),
    kind::<derivations::Derivations>("DerivationView"),
];

const fn kind<C: Collection>(view: &'static str) -> ListKind {
    ListKind { view, name: C::NAME, dataset: C::DATASET, sortable: C::SORTABLE, fields: C::FIELDS }
}

/// An item as a JSON body.
fn item<T: Serialize>(
    data: T,
    context: &Context,
    related: &[(&'static str, String)],
    passages: Vec<CitedField>,
) -> Body {
    Body::json(&Item::new(data, context, related, passages))
}

/// Mounts every route; what is mounted is documented.
pub fn routes(config: &mut impl Mount) {
    config
        .service(index::get_index)
        .service(index::list_problems)
        .service(index::get_problem)
        .service(releases::list_releases)
        .service(releases::get_release)
        .service(bundles::get_manifest)
        .service(bundles::get_manifest_signature)
        .service(bundles::get_bundle)
        .service(axes::list_axes)
        .service(axes::get_axis)
        .service(axes::list_axis_actions)
        .service(axes::list_axis_objectives)
        .service(axes::list_axis_statements)
        .service(axes::get_axis_history)
        .service(actions::list_actions)
        .service(actions::get_action)
        .service(actions::list_action_objectives)
        .service(actions::get_action_history)
        .service(objectives::list_objectives)
        .service(objectives::get_objective)
        .service(objectives::list_objective_statements)
        .service(objectives::get_objective_history)
        .service(statements::list_statements)
        .service(statements::get_statement)
        .service(progress::list_progress)
        .service(sources::list_sources)
        .service(sources::get_source)
        .service(sources::get_source_text)
        .service(passages::list_all_passages)
        .service(passages::list_passages)
        .service(passages::get_passage)
        .service(search::search_record)
        .service(targets::list_targets)
        .service(targets::get_target)
        .service(deadlines::list_deadlines)
        .service(deadlines::calendar::get_calendar)
        .service(audit::get_audit)
        .service(findings::list_findings)
        .service(findings::get_finding)
        .service(glossary::list_terms)
        .service(glossary::get_term)
        .service(indicators::list_indicators)
        .service(indicators::get_indicator)
        .service(crosswalk::list_crosswalk)
        .service(crosswalk::get_correspondence)
        .service(changes::list_changes)
        .service(derivations::list_derivations)
        .service(receipts::get_axis_derivation)
        .service(receipts::get_action_derivation)
        .service(simulations::simulate)
        .service(pace::get_axis_pace)
        .service(pace::get_action_pace)
        .service(pace::get_objective_pace)
        .service(freshness::get_freshness)
        .service(cite::get_citation)
        .service(template::get_template)
        .service(drafts::make_draft)
        .service(drafts::list_drafts)
        .service(drafts::get_draft)
        .service(drafts::list_draft_changes)
        .service(drafts::get_draft_file)
        .service(drafts::approve_draft)
        .service(drafts::withdraw_draft)
        .service(keys::make_key)
        .service(keys::list_keys)
        .service(keys::revoke_key)
        .service(journal::list_journal)
        .service(webhooks::make_webhook)
        .service(webhooks::list_webhooks)
        .service(webhooks::get_webhook)
        .service(webhooks::delete_webhook)
        .service(webhooks::test_webhook)
        .service(webhooks::list_deliveries)
        .service(webhooks::replay_event)
        .service(webhooks::enable_webhook)
        .service(super::openapi::get_openapi);
}
