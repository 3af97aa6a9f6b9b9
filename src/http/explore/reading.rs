//! Which rows are read: the latest revision of every release, or with `release` or `as_of` one revision.

use actix_web::HttpRequest;
use utoipa::IntoParams;

use super::{
    super::{
        params::day,
        problem::{ApiError, Kind, echo},
        state::{Context, State},
        v1::collection::parse_release,
    },
    params::{Reader, invalid},
};
use crate::{
    domain::release::At,
    store::records::{Releases, Source},
};

/// Which release is read; the portal has no such parameters.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `At` is what is read from them")]
pub struct ReleaseParams {
    /// Reads one release, such as `2026`, or one revision for good, such as `2026.1`, which may be a superseded one; the
    /// field `current` of a revision is then as it was when the revision was recorded. Default: the latest revisions of
    /// all releases.
    #[param(example = "2026.1")]
    release: Option<String>,
    /// Reads the last release that was published by a day. Excludes `release`. Empty it is as if it were missing, as with
    /// all parameters of this surface.
    #[param(example = "2026-03-31", value_type = Option<String>, pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    as_of: Option<String>,
}

impl Reader {
    /// The release to read; the current one stands for all of them.
    ///
    /// # Errors
    /// A text that names no release or day, or both parameters.
    pub fn at(&mut self) -> Result<At, ApiError> {
        match (self.one("release")?, self.one("as_of")?) {
            (None, None) => Ok(At::Current),
            (Some(text), None) => parse_release(&text).map_err(|_| {
                invalid(
                    "release",
                    &text,
                    "a release such as 2026 or 2026-Q4, or a revision such as 2026.1, is expected",
                )
            }),
            (None, Some(text)) => {
                let date = day(&text).map(At::Date);
                date.ok_or_else(|| invalid("as_of", &text, "a date such as 2026-03-31 is expected"))
            }
            (Some(release), Some(date)) => {
                let detail = format!(
                    "Invalid value for as_of API parameter: {} was found but release, which is {}, chooses the release \
                     already; one of them is expected.",
                    echo(&date),
                    echo(&release)
                );
                Err(ApiError::new(Kind::CONFLICTING_PARAMETERS, detail))
            }
        }
    }
}

/// What every answer of the surface is made in: all releases, until any revision is published.
///
/// # Errors
/// No release yet.
pub fn context(state: &State, request: &HttpRequest, query: String) -> Result<Context, ApiError> {
    reading(state, request, &At::Current, query)
}

/// What an answer about rows is made in: all releases, or the one that is chosen. One revision never changes, so its
/// answer can be kept and cited.
///
/// # Errors
/// No such release.
pub fn reading(state: &State, request: &HttpRequest, at: &At, query: String) -> Result<Context, ApiError> {
    let mut context = state.context(request, at, query)?;
    if !context.pinned {
        context.across_releases();
    }
    Ok(context)
}

/// The rows of a dataset: those of the latest revision of each release, or of the release that is chosen.
pub fn source(context: &Context) -> Source {
    let current = context.known_releases().current;
    let sequences = match context.has_chosen() {
        true => vec![context.release.sequence],
        false => context.releases.latest_revisions().iter().map(|release| release.sequence).collect(),
    };
    Source::Table(Releases { sequences, current })
}
