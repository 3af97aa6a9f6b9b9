//! What every request shares: settings, store, the list of releases, kept answers.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant, SystemTime},
};

use actix_web::{HttpRequest, HttpResponse};

use super::{
    access::Queues,
    answers::{Answer, Answers, KeyRef},
    bundles::Bundles,
    explore::quota::Quota,
    limits::{connections::Connections, keys::Failures, rate::Rate},
    links::{self, joined, with_release, with_releases},
    metrics::{Metrics, routes::Route},
    problem::ApiError,
    representation::About,
    standing::Standing,
};
use crate::{
    config::Config,
    domain::release::{At, Release, Releases},
    store::{Db, Store, StoreError, releases},
};

pub use super::bodies::Body;

/// Addresses that take no `release=`: they say the same whichever release is read, or choose by parameters of their own.
const TIMELESS: [&str; 5] =
    ["/api/v1/releases", "/api/v1/problems", "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/changes"];

/// How long a start waits for its first connection: where everything starts at once, opening one may take long.
const FIRST_CONNECTION: Duration = Duration::from_secs(10);

/// The shared state of a running service.
pub struct State {
    pub config: Config,
    pub store: Store,
    releases: RwLock<Arc<Releases>>,
    /// Kept answers.
    pub answers: Arc<Answers>,
    /// Where requests wait for what all share.
    pub queues: Queues,
    /// Requests on the Explore surface in a day, counted by client.
    pub quota: Quota,
    /// Requests in a minute, counted by client, if they are limited.
    pub rate: Option<Rate>,
    /// Attempts with keys that are not known, counted by client.
    pub failures: Failures,
    /// Open connections, counted by client.
    pub connections: Arc<Connections>,
    /// Signed releases.
    pub bundles: Bundles,
    /// Whether the database is away, and since when.
    pub standing: Standing,
    /// What is counted.
    pub metrics: Metrics,
}

/// Tells a revision apart, also from one that had its number before: a database that fails over without the last revision
/// gives its number to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    sequence: i64,
    /// The first digits of its digest, as they stand: each request asks for them, and to read them as a number takes longer.
    digest: u128,
}

impl Identity {
    /// That of a revision.
    pub fn of(release: &Release) -> Self {
        let digits = release.content_sha256.as_bytes().first_chunk().copied().unwrap_or_default();
        Identity { sequence: release.sequence, digest: u128::from_be_bytes(digits) }
    }

    /// That of the newest revision, which is the last of the list.
    pub fn of_newest(releases: &Releases) -> Self {
        releases.all.last().map(Identity::of).unwrap_or_default()
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:x}", self.sequence, self.digest)
    }
}

/// The release that a request reads, and how its links begin.
#[derive(Clone)]
pub struct Context {
    pub release: Release,
    pub releases: Arc<Releases>,
    /// The request names one revision, so that its answer never changes.
    pub pinned: bool,
    pub base: String,
    pub path: String,
    /// The canonical query string.
    pub query: String,
    /// How the request chose its release, as a query string; empty if it did not.
    choice: String,
    /// The answer takes `release=`, so it can be pinned.
    pub pinnable: bool,
    /// The path to cite, where it is not that of the request.
    pub cited_path: Option<&'static str>,
    /// The newest revision that the answer may depend on.
    kept_under: Identity,
    /// The release that the answer compares the other one with.
    pub against: Option<Release>,
    /// The answer depends on the time at which it is given, so it is never kept.
    passing: bool,
}

impl Context {
    /// For an answer that is not about one release: it is kept until any revision is published, and cannot be pinned.
    pub fn across_releases(&mut self) {
        (self.pinned, self.pinnable) = (false, false);
        self.kept_under = Identity::of_newest(&self.releases);
    }

    /// For an answer whose links tell by themselves which release they lead to.
    pub fn forget_choice(&mut self) {
        self.choice.clear();
    }

    /// For an answer that compares the release with another one; `pinned` if the request names one revision of it too.
    pub fn compare_with(&mut self, release: Release, pinned: bool) {
        self.pinned &= pinned;
        self.against = Some(release);
    }

    /// For an answer that depends on when it is given.
    pub fn pass(&mut self) {
        self.passing = true;
    }

    /// For an answer that takes earlier releases in: unless it is pinned, it is kept until any revision is published.
    pub fn follow_corrections(&mut self) {
        if !self.pinned {
            self.kept_under = Identity::of_newest(&self.releases);
        }
    }

    /// The releases that an answer may take in: a pinned one those that were there when its revision was recorded, so
    /// that a later correction of an earlier release does not change it.
    pub fn known_releases(&self) -> Arc<Releases> {
        if self.pinned { Arc::new(self.releases.known_with(&self.release)) } else { self.releases.clone() }
    }

    /// How the request chose its release, as a query string; empty if it did not.
    pub fn choice(&self) -> &str {
        &self.choice
    }

    /// The canonical query string without the choice of a release.
    pub fn own_query(&self) -> String {
        links::without(&self.query, &["release", "as_of"])
    }

    /// Whether the request chose a release.
    pub fn has_chosen(&self) -> bool {
        !self.choice.is_empty()
    }

    /// The address that gives the same content for good: that of the request, in the revision that is read. What depends on
    /// when it is given has none.
    pub fn cite_as(&self) -> Option<String> {
        let pinned = self.release.pinned();
        if let Some(against) = self.against.as_ref().filter(|_| !self.passing) {
            let query = with_releases(&self.query, &against.pinned(), &pinned);
            return Some(format!("{}{}", self.base, joined(&self.path, &query)));
        }
        match self.cited_path {
            Some(path) => Some(format!("{}{path}?release={pinned}", self.base)),
            None if self.pinnable && !self.passing => {
                Some(format!("{}{}", self.base, joined(&self.path, &with_release(&self.query, &pinned))))
            }
            None => None,
        }
    }

    /// What the headers of the answer tell.
    pub fn about(&self) -> About {
        let (release, modified) = (self.release.clone(), self.modified());
        About { release, modified, pinned: self.pinned, cite_as: self.cite_as() }
    }

    /// The newest revision that the answer may depend on; changes with the answer, if that changes.
    pub fn kept_under(&self) -> Identity {
        self.kept_under
    }

    /// When the answer last changed: for a pinned one the recording of its release, else that of the newest revision, since
    /// any of them may have changed what is read.
    pub fn modified(&self) -> SystemTime {
        let newest = self.releases.recorded_at();
        let compared = self.against.iter().map(|release| release.recorded_at);
        let recorded = compared.fold(self.release.recorded_at, |latest, other| latest.max(other));
        (if self.pinned { recorded } else { newest.unwrap_or(recorded) }).and_utc().into()
    }

    /// The changes of the release since the one before it, as a path under `/api/v1`; none for the first.
    pub fn changes(&self) -> Option<String> {
        let is_first = self.releases.all.iter().all(|release| release.id >= self.release.id);
        (!is_first).then(|| format!("/changes?to={}", self.release.pinned()))
    }

    /// The absolute address of a path under `/api/v1`, in the release that the request chose.
    pub fn v1(&self, path: &str) -> String {
        format!("{}{}", self.base, self.chosen(&links::v1(path)))
    }

    /// A path in the release that the request chose.
    pub fn chosen(&self, path: &str) -> String {
        let is_timeless = TIMELESS.iter().any(|folder| path.starts_with(folder));
        match (self.choice.is_empty() || is_timeless, path.contains('?')) {
            (true, _) => path.to_owned(),
            (false, false) => format!("{path}?{}", self.choice),
            (false, true) => format!("{path}&{}", self.choice),
        }
    }
}

impl State {
    /// The state of a service on a migrated store.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn new(config: Config, store: Store) -> Result<Self, StoreError> {
        let begun = Instant::now();
        let index = loop {
            match store.read(|db| releases::index(db).map_err(StoreError::from)) {
                Err(StoreError::Busy(_)) if begun.elapsed() < FIRST_CONNECTION => {}
                read => break read?,
            }
        };
        let (answers, index) = (Arc::new(Answers::new(config.cache_bytes)), Arc::new(index));
        store.set_known(index.clone());
        Ok(State {
            releases: RwLock::new(index),
            answers,
            queues: Queues::new(config.pool_size),
            quota: Quota::new(config.explore_quota),
            rate: Rate::new(config.rate_limit),
            failures: Failures::default(),
            connections: Arc::new(Connections::new(config.client_connections, config.trusted_proxies.clone())),
            bundles: Bundles::default(),
            standing: Standing::default(),
            metrics: Metrics::default(),
            config,
            store,
        })
    }

    /// The releases as last seen.
    pub fn releases(&self) -> Arc<Releases> {
        self.releases.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another list of releases in the place of the one that is known.
    pub fn set_releases(&self, releases: Arc<Releases>) {
        // First: whoever reads a list asks the replicas for its newest revision.
        self.store.set_known(releases.clone());
        *self.releases.write().unwrap_or_else(PoisonError::into_inner) = releases;
    }

    /// The release that a request reads.
    ///
    /// # Errors
    /// No such release.
    pub fn context(&self, request: &HttpRequest, at: &At, query: String) -> Result<Context, ApiError> {
        let releases = self.releases();
        let release = releases.select(at)?.clone();
        Ok(Context {
            choice: at.to_query(),
            pinnable: true,
            cited_path: None,
            kept_under: Identity::of(&release),
            against: None,
            passing: false,
            release,
            releases,
            pinned: matches!(at, At::Pinned(..)),
            base: links::base(&self.config, request),
            path: request.path().to_owned(),
            query,
        })
    }

    /// The key under which the answer to a request is kept, as it is while these releases are known.
    pub fn key<'a>(&self, request: &'a HttpRequest, releases: &Releases) -> Option<KeyRef<'a>> {
        KeyRef::of(request, releases, self.config.public_url.is_some())
    }

    /// The kept answer to a request, and the template of its address.
    pub fn kept(&self, request: &HttpRequest) -> Option<(HttpResponse, Route)> {
        let kept = {
            let releases = self.releases.read().unwrap_or_else(PoisonError::into_inner);
            self.answers.get(&self.key(request, &releases)?)?
        };
        self.metrics.hits.add();
        let mut response = kept.ready(request);
        self.standing.mark(response.headers_mut());
        Some((response, kept.route()))
    }

    /// Answers a request about a release by running `work` on the store, and keeps the answer unless it passes.
    ///
    /// # Errors
    /// Those of `work`; they are not kept.
    pub async fn answer<F>(&self, request: &HttpRequest, context: Context, work: F) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Db, &Context) -> Result<Body, ApiError> + Clone + Send + 'static,
    {
        let (passing, mut about, known) = (context.passing, context.about(), context.releases.clone());
        let body = self.read_known(known.last(), move |db| work(db, &context)).await?;
        if passing {
            about.modified = SystemTime::now();
            return Ok(Answer::new(body, &about).at(request.path()).passing().respond(request));
        }
        Ok(self.keep(request, &known, Answer::new(body, &about)))
    }

    /// Answers a request about a release with what was made without the store, and keeps the answer.
    pub fn give(&self, request: &HttpRequest, context: &Context, body: Body) -> HttpResponse {
        let answer = Answer::new(body, &context.about());
        let mut response = self.keep(request, &context.releases, answer);
        self.standing.mark(response.headers_mut());
        response
    }

    /// Keeps an answer that was made when these releases were known, and answers with it: if there are others by now, it is
    /// found by nobody.
    pub(super) fn keep(&self, request: &HttpRequest, known: &Releases, answer: Answer) -> HttpResponse {
        let answer = answer.at(request.path());
        let response = answer.respond(request);
        if let Some(key) = self.key(request, known) {
            self.answers.keep(key.to_owned(), answer);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_not_the_one_that_had_its_number_before() {
        let revision = |sequence: i64, digits: &str| Release {
            sequence,
            id: "2026".to_owned(),
            revision: 2,
            edition: "2025".to_owned(),
            recorded_at: chrono::NaiveDateTime::default(),
            earliest: None,
            latest: None,
            content_sha256: digits.repeat(32),
        };
        let newest = |all: Vec<Release>| Identity::of_newest(&Releases::new(all, 1));
        let (lost, other) = (revision(2, "a0"), revision(2, "a1"));
        assert_eq!(newest(vec![revision(1, "00"), lost.clone()]), Identity::of(&lost));
        assert_ne!(Identity::of(&lost), Identity::of(&other));
        assert_ne!(Identity::of(&lost).to_string(), Identity::of(&other).to_string());
        assert_eq!(newest(Vec::new()), Identity::default());
    }
}
