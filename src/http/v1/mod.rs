//! `/api/v1`: the record in its own words. One resource a file; what all share is in [`collection`] and [`views`].

pub mod actions;
pub mod axes;
mod codes;
pub mod collection;
mod history;
pub mod index;
pub mod objectives;
pub mod progress;
pub mod releases;
pub mod search;
pub mod sources;
pub mod statements;
pub mod views;

use serde::Serialize;
use utoipa_actix_web::{scope, service_config::ServiceConfig};

use super::state::{Body, Context};
use views::{CitedField, Item};

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
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/api/v1")
            .service(index::get_index)
            .service(index::list_problems)
            .service(index::get_problem)
            .service(releases::list_releases)
            .service(releases::get_release)
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
            .service(sources::list_passages)
            .service(sources::get_passage)
            .service(search::search_record)
            .service(super::openapi::get_openapi),
    );
}
