//! Inner errors as problems.

use super::{ApiError, Kind, internal, unavailable};
use crate::{
    domain::release::SelectError,
    publish::{
        draft::{DraftError, MOST_OPEN},
        filing::{Report, Severity},
        keys::KeyError,
        switch::PublishError,
        webhooks::subscribe::{MOST_WEBHOOKS, WebhookError},
    },
    store::{QueryError, StoreError},
};

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            // Nearly always because its client has left, which is no fault of anybody.
            StoreError::Cancelled => log::debug!("{error}"),
            _ => log::error!("{error}"),
        }
        if error.is_passing() { unavailable() } else { internal() }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<SelectError> for ApiError {
    fn from(error: SelectError) -> Self {
        match error {
            SelectError::Empty => unavailable(),
            SelectError::Unknown { ref asked, ref known } => {
                let refusal = ApiError::new(Kind::UNKNOWN_RELEASE, error.to_string()).at("release", asked);
                let refusal = refusal.expecting(format!("one of {known}")).seeing(vec!["/api/v1/releases".to_owned()]);
                refusal.in_french(format!("La publication « {asked} » n’existe pas. Il y a : {known}."))
            }
            SelectError::TooEarly { asked, from, .. } => {
                let refusal = ApiError::new(Kind::UNKNOWN_RELEASE, error.to_string()).at("as_of", asked.to_string());
                let refusal = refusal.expecting(format!("{from} or later"));
                let french =
                    format!("Rien n’était publié au {asked}. La première publication compte depuis le {from}.");
                refusal.seeing(vec!["/api/v1/releases".to_owned()]).in_french(french)
            }
        }
    }
}

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        let detail = error.to_string();
        match error {
            KeyError::Unknown => ApiError::new(Kind::UNAUTHORIZED, detail).expecting("Authorization: Bearer jalon_…"),
            KeyError::Scope { needs, .. } => ApiError::new(Kind::FORBIDDEN, detail).expecting(needs),
            KeyError::NoSuchKey(id) => ApiError::new(Kind::NOT_FOUND, detail).at("id", id),
            KeyError::Store(error) => error.into(),
            KeyError::Random(_) => {
                log::error!("{detail}");
                internal()
            }
        }
    }
}

impl From<PublishError> for ApiError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Store(error) => error.into(),
            PublishError::Id { ref given, ref last, until } => {
                let refusal = ApiError::new(Kind::UNKNOWN_RELEASE, error.to_string()).at("id", given);
                refusal.expecting(format!("{last}, or a later year and quarter up to {until}-Q4"))
            }
            error => {
                log::error!("{error}");
                internal()
            }
        }
    }
}

impl ApiError {
    /// A file that was filed and has errors; `outcome` says what was not done.
    pub fn filing_refused(report: Report, outcome: &str) -> Self {
        let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
        let detail = format!("the file has {errors} error(s) and {warnings} warning(s); {outcome}");
        let mut refusal = ApiError::new(Kind::FILING_REFUSED, detail).expecting("a file without errors");
        refusal.report = Some(report);
        refusal
    }
}

impl From<DraftError> for ApiError {
    fn from(error: DraftError) -> Self {
        let detail = error.to_string();
        match error {
            DraftError::Key(error) => error.into(),
            DraftError::Publish(error) => error.into(),
            DraftError::NoSuchDraft(id) => {
                ApiError::new(Kind::NOT_FOUND, detail).at("id", id).seeing(vec!["/api/v1/drafts".to_owned()])
            }
            DraftError::SameKey => ApiError::new(Kind::FORBIDDEN, detail).expecting("another key"),
            DraftError::IdempotencyKey => {
                ApiError::new(Kind::CONFLICT, detail).expecting("a key of its own for each file")
            }
            DraftError::NotOpen { .. } => ApiError::new(Kind::CONFLICT, detail).expecting("an open draft"),
            DraftError::Unacknowledged(remarks) => {
                let mut refusal = ApiError::new(Kind::CONFLICT, detail).expecting("a file that gives the reasons");
                refusal.report = Some(Report { remarks });
                refusal
            }
            DraftError::Refused(report) => ApiError::filing_refused(report, "nothing was published"),
            DraftError::TooMany => {
                let refusal = ApiError::new(Kind::CONFLICT, detail).seeing(vec!["/api/v1/drafts".to_owned()]);
                refusal.expecting(format!("fewer than {MOST_OPEN} open drafts of the key: `withdraw` gives one up"))
            }
            DraftError::Clock { .. } => {
                log::error!("{detail}");
                ApiError::new(Kind::UNAVAILABLE, detail).retrying_after(60).expecting("a service whose clock is right")
            }
            DraftError::Known(_) => ApiError::new(Kind::CONFLICT, detail).expecting("a file that says something else"),
        }
    }
}

impl From<WebhookError> for ApiError {
    fn from(error: WebhookError) -> Self {
        let detail = error.to_string();
        match error {
            WebhookError::NoSuchWebhook(id) => {
                ApiError::new(Kind::NOT_FOUND, detail).at("id", id).seeing(vec!["/api/v1/webhooks".to_owned()])
            }
            WebhookError::NoSuchEvent(id) => ApiError::new(Kind::NOT_FOUND, detail).at("event", id),
            WebhookError::TooMany => {
                ApiError::new(Kind::CONFLICT, detail).expecting(format!("at most {MOST_WEBHOOKS} webhooks of a key"))
            }
            WebhookError::Disabled(_) => {
                ApiError::new(Kind::CONFLICT, detail).expecting("an active webhook; `enable` makes it one")
            }
            WebhookError::Testing => ApiError::new(Kind::CONFLICT, detail).expecting("one test at a time"),
            WebhookError::Key(error) => error.into(),
            WebhookError::Publish(error) => error.into(),
        }
    }
}
