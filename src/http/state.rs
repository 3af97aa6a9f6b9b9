//! What every request shares: settings, store, the list of releases, kept answers.

use std::{
    borrow::Cow,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use actix_web::{HttpRequest, HttpResponse, web};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    answers::{About, Answer, Answers, KeyRef},
    authority::Failures,
    bundles::Bundles,
    explore::quota::Quota,
    links::{self, joined, with_release, with_releases},
    metrics::{Metrics, routes::Route},
    problem::{self, ApiError},
};
use crate::{
    config::Config,
    domain::release::{At, Release, Releases},
    store::{Db, QueryError, Store, StoreError, connection::ACQUIRE_TIMEOUT, releases},
};

/// How often an instance looks for a release that another one published.
const REFRESH: Duration = Duration::from_millis(500);

/// Addresses that take no `release=`: they say the same whichever release is read, or choose by parameters of their own.
const TIMELESS: [&str; 5] =
    ["/api/v1/releases", "/api/v1/problems", "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/changes"];

/// The shared state of a running service.
pub struct State {
    pub config: Config,
    pub store: Store,
    releases: RwLock<Arc<Releases>>,
    /// Kept answers.
    pub answers: Arc<Answers>,
    /// One for each connection.
    permits: Arc<Semaphore>,
    /// Requests on the Explore surface, counted by client.
    pub quota: Quota,
    /// Attempts with keys that are not known, counted by client.
    pub failures: Failures,
    /// One for each file that is being filed.
    turns: Arc<Semaphore>,
    /// Signed releases.
    pub bundles: Bundles,
    /// What is counted.
    pub metrics: Metrics,
}

/// Files that are read and checked at a time, which bounds the memory that they take.
const FILES_AT_ONCE: usize = 1;
/// How long another one waits.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

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
    /// Sequence that the answer is kept under.
    kept_under: i64,
    /// The release that the answer compares the other one with.
    pub against: Option<Release>,
    /// The answer depends on the time at which it is given, so it is never kept.
    passing: bool,
}

impl Context {
    /// For an answer that is not about one release: it is kept until any revision is published, and cannot be pinned.
    pub fn across_releases(&mut self) {
        (self.pinned, self.pinnable) = (false, false);
        self.kept_under = self.releases.all.iter().map(|release| release.sequence).max().unwrap_or_default();
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
            self.kept_under = self.releases.all.iter().map(|release| release.sequence).max().unwrap_or_default();
        }
    }

    /// The releases that an answer may take in: a pinned one those that were there when its revision was recorded, so
    /// that a later correction of an earlier release does not change it.
    pub fn known_releases(&self) -> Releases {
        if self.pinned { self.releases.known_with(&self.release) } else { Releases::clone(&self.releases) }
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

    /// Number of the newest revision that the answer may depend on; changes with the answer, if that changes.
    pub fn kept_under(&self) -> i64 {
        self.kept_under
    }

    /// When the answer last changed: for a pinned one the recording of its release, else that of the newest revision, since
    /// any of them may have changed what is read.
    pub fn modified(&self) -> SystemTime {
        let newest = self.releases.all.iter().map(|release| release.recorded_at).max();
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

/// What a handler computes: a body, and what is told beside it.
pub struct Body {
    pub bytes: Vec<u8>,
    pub media: &'static str,
    /// The value of the header `Link`.
    pub link: Option<String>,
    /// The name under which the body is saved as a file.
    pub file: Option<Cow<'static, str>>,
}

impl Body {
    /// A JSON body.
    pub fn json(value: &impl serde::Serialize) -> Self {
        Body::new(serde_json::to_vec(value).unwrap_or_default(), "application/json")
    }

    /// A body of a media type.
    pub fn new(bytes: Vec<u8>, media: &'static str) -> Self {
        Body { bytes, media, link: None, file: None }
    }
}

impl State {
    /// The state of a service on a migrated store.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn new(config: Config, store: Store) -> Result<Self, StoreError> {
        let index = store.read(|db| releases::index(db).map_err(StoreError::from))?;
        let answers = Arc::new(Answers::new(config.cache_bytes));
        let permits = Arc::new(Semaphore::new(usize::try_from(config.pool_size).unwrap_or(1)));
        let quota = Quota::new(config.explore_quota);
        let (failures, turns) = (Failures::default(), Arc::new(Semaphore::new(FILES_AT_ONCE)));
        let (releases, bundles) = (RwLock::new(Arc::new(index)), Bundles::default());
        let metrics = Metrics::default();
        Ok(State { config, store, releases, answers, permits, quota, failures, turns, bundles, metrics })
    }

    /// The releases as last seen.
    pub fn releases(&self) -> Arc<Releases> {
        self.releases.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks for new releases, again and again.
    pub async fn watch(state: web::Data<State>) {
        loop {
            tokio::time::sleep(REFRESH).await;
            let seen = state.releases();
            let store = state.store.clone();
            let changed = web::block(move || {
                store.read(|db| {
                    let current = releases::current(db)?.unwrap_or_default();
                    let last = releases::next_sequence(db)? - 1;
                    let known = seen.all.last().map_or(0, |release| release.sequence);
                    let same = current == seen.current && last == known;
                    Ok::<_, StoreError>(if same { None } else { Some(releases::index(db)?) })
                })
            });
            // A database that is away is told by the readiness check and by the requests that need it.
            if let Ok(Ok(Some(index))) = changed.await {
                *state.releases.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
            }
        }
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
            kept_under: release.sequence,
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

    /// The key under which the answer to a request is kept.
    pub fn key<'a>(&self, request: &'a HttpRequest) -> Option<KeyRef<'a>> {
        let revisions = self.releases.read().unwrap_or_else(PoisonError::into_inner).all.len();
        KeyRef::of(request, revisions, self.config.public_url.is_some())
    }

    /// The kept answer to a request, and the template of its address.
    pub fn kept(&self, request: &HttpRequest) -> Option<(HttpResponse, Route)> {
        let kept = self.answers.get(&self.key(request)?)?;
        self.metrics.hits.add();
        Some((kept.respond(request), kept.route()))
    }

    /// Answers a request about a release by running `work` on the store, and keeps the answer unless it passes.
    ///
    /// # Errors
    /// Those of `work`; they are not kept.
    pub async fn answer<F>(&self, request: &HttpRequest, context: Context, work: F) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Db, &Context) -> Result<Body, ApiError> + Send + 'static,
    {
        let (passing, mut about) = (context.passing, context.about());
        let body = self.read(move |db| work(db, &context)).await?;
        if passing {
            about.modified = SystemTime::now();
            return Ok(Answer::new(body, &about).at(request.path()).passing().respond(request));
        }
        let answer = Answer::new(body, &about).at(request.path());
        let response = answer.respond(request);
        if let Some(key) = self.key(request) {
            self.answers.keep(key.to_owned(), answer);
        }
        Ok(response)
    }

    /// Leave to use a connection: who has it waits for none, and who waits holds no thread.
    ///
    /// # Errors
    /// None was free in time.
    pub async fn permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Ok(permit);
        }
        self.metrics.waits.add();
        let wait = tokio::time::timeout(ACQUIRE_TIMEOUT, self.permits.clone().acquire_owned());
        wait.await.ok().and_then(Result::ok).ok_or_else(|| {
            self.metrics.timeouts.add();
            StoreError::Busy(format!("none was free within {ACQUIRE_TIMEOUT:?}")).into()
        })
    }

    /// Leave to file: not too many files are in memory at a time.
    ///
    /// # Errors
    /// The others took too long.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let wait = tokio::time::timeout(TURN_TIMEOUT, self.turns.clone().acquire_owned());
        let busy = || StoreError::Busy("others are filing".to_owned()).into();
        wait.await.ok().and_then(Result::ok).ok_or_else(busy)
    }

    /// Runs `work` in one transaction that no other writer shares, off the threads that answer requests; an error undoes
    /// all of it.
    ///
    /// # Errors
    /// Those of `work`, or no connection in time.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: From<StoreError> + From<QueryError> + Into<ApiError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    {
        let (store, permit) = (self.store.clone(), self.permit().await?);
        let work = move || {
            let written = store.write(work).map_err(Into::into);
            drop(permit);
            written
        };
        web::block(work).await.unwrap_or_else(|_| Err(problem::internal()))
    }

    /// Looks for new releases now, so that whoever published one sees it with the answer.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refresh(&self) -> Result<(), ApiError> {
        let index = self.read(|db| Ok(releases::index(db)?)).await?;
        *self.releases.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
        Ok(())
    }

    /// Runs `work` on one connection and one view of the database, off the threads that answer requests.
    ///
    /// # Errors
    /// Those of `work`, or no connection in time.
    pub async fn read<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, ApiError> + Send + 'static,
    {
        let (store, permit) = (self.store.clone(), self.permit().await?);
        let work = move || {
            let read = store.read(work);
            drop(permit);
            read
        };
        web::block(work).await.unwrap_or_else(|_| Err(problem::internal()))
    }
}
