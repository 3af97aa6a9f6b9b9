//! Signed releases: built when they are first asked for, one at a time, and kept.
//!
//! A bundle is a pure function of its release, the setting `PUBLIC_URL`, the program and the key. Manifests and signatures
//! are kept for every release that was asked for, being short; of the archives only the last one is, so that memory stays
//! bounded.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use actix_web::web::{self, Bytes};
use sha2::{Digest, Sha256};

use super::{
    limits::queue::{Permit, Queue},
    problem::{self, ApiError},
    state::{Identity, State},
};
use crate::{
    domain::{
        release::{Release, Releases},
        signature::{PrivateKey, SIGNATURE_BYTES},
        source::hexadecimal,
    },
    publish::{
        bundle::{self, Bundle, BundleError},
        signing::{self, SigningError},
    },
    store::{Store, records::RecordsError},
};

/// How long a request waits for the bundle that is being built, and how many do.
const LONGEST_WAIT: Duration = Duration::from_secs(15);
const WAITING: usize = 16;

/// The manifest of a release, with its signature.
pub struct Signed {
    pub manifest: Vec<u8>,
    pub signature: [u8; SIGNATURE_BYTES],
}

/// A release as one archive. Clones are the same bytes, whoever reads them and however slowly.
#[derive(Clone)]
pub struct Archive {
    pub bytes: Bytes,
    /// The value of its `ETag`, without the quotes.
    pub tag: String,
}

impl Archive {
    fn of(bytes: Vec<u8>) -> Self {
        let tag = hexadecimal(&Sha256::digest(&bytes)[..16]);
        Archive { bytes: bytes.into(), tag }
    }
}

/// What was built so far.
pub struct Bundles {
    kept: Arc<Mutex<Kept>>,
    /// Of those who want to build one.
    turns: Queue,
    key: Arc<OnceLock<PrivateKey>>,
}

#[derive(Default)]
struct Kept {
    signed: HashMap<Identity, Arc<Signed>>,
    last: Option<(Identity, Archive)>,
}

impl Kept {
    fn signed(&self, release: Identity) -> Option<Arc<Signed>> {
        self.signed.get(&release).cloned()
    }

    fn archive(&self, release: Identity) -> Option<Archive> {
        self.last.as_ref().filter(|(known, _)| *known == release).map(|(_, archive)| archive.clone())
    }

    fn keep(&mut self, release: Identity, signed: Signed, archive: Archive) {
        self.signed.insert(release, Arc::new(signed));
        self.last = Some((release, archive));
    }
}

impl Default for Bundles {
    fn default() -> Self {
        Bundles { kept: Arc::default(), turns: turns(LONGEST_WAIT), key: Arc::default() }
    }
}

fn turns(patience: Duration) -> Queue {
    Queue::new("the bundle that is being built", 1, WAITING, patience)
}

impl Bundles {
    /// The manifest of a release.
    ///
    /// # Errors
    /// The database is away, or another bundle takes too long.
    pub async fn signed(&self, state: &State, release: &Release) -> Result<Arc<Signed>, ApiError> {
        self.part(state, release, |kept| kept.signed(Identity::of(release))).await
    }

    /// The archive of a release.
    ///
    /// # Errors
    /// As [`Self::signed`].
    pub async fn archive(&self, state: &State, release: &Release) -> Result<Archive, ApiError> {
        self.part(state, release, |kept| kept.archive(Identity::of(release))).await
    }

    /// The key that signs.
    ///
    /// # Errors
    /// The database is away.
    pub async fn key(&self, state: &State) -> Result<PrivateKey, ApiError> {
        if let Some(key) = self.key.get() {
            return Ok(key.clone());
        }
        let (given, store, kept) = (state.config.signing_key.clone(), state.store.clone(), self.key.clone());
        let permit = state.permit().await?;
        let found = web::block(move || {
            let key = signing::key(given.as_ref(), &store);
            drop(permit);
            key
        });
        let key = found.await.map_err(|_| problem::internal())??;
        Ok(kept.get_or_init(|| key).clone())
    }

    /// What `of` finds among what is kept, or else in the bundle that is built then.
    async fn part<T>(&self, state: &State, release: &Release, of: impl Fn(&Kept) -> Option<T>) -> Result<T, ApiError> {
        if let Some(part) = of(&locked(&self.kept)) {
            return Ok(part);
        }
        let turn = self.turns.enter().await?;
        // Whoever had the turn before may have built this very one.
        if let Some(part) = of(&locked(&self.kept)) {
            return Ok(part);
        }
        self.build(state, release, turn).await?;
        of(&locked(&self.kept)).ok_or_else(problem::internal)
    }

    /// Builds a bundle and keeps it, also if nobody waits for it any more: the turn ends with the work.
    async fn build(&self, state: &State, release: &Release, turn: Permit) -> Result<(), ApiError> {
        let key = self.key(state).await?;
        let (store, releases, kept) = (state.store.clone(), state.releases(), self.kept.clone());
        let (release, base) = (release.clone(), state.config.public_url.clone());
        state.in_reach()?;
        let permit = state.permit().await?;
        let work = move || {
            let reading = read(&store, &release, &releases);
            drop(permit);
            let Bundle { manifest, signature, archive, .. } = bundle::build(reading?, base.as_deref(), &key)?;
            // Its digest is made here, once, and before anybody is made to wait for what is kept.
            let archive = Archive::of(archive);
            locked(&kept).keep(Identity::of(&release), Signed { manifest, signature }, archive);
            drop(turn);
            Ok::<_, BundleError>(())
        };
        Ok(web::block(work).await.map_err(|_| problem::internal())??)
    }
}

impl From<SigningError> for ApiError {
    fn from(error: SigningError) -> Self {
        match error {
            SigningError::Store(error) => error.into(),
            error => failed(&error),
        }
    }
}

impl From<BundleError> for ApiError {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::Store(error) => error.into(),
            BundleError::Signing(error) => error.into(),
            BundleError::Records(RecordsError::Query(error)) => error.into(),
            error => failed(&error),
        }
    }
}

fn failed(error: &dyn std::error::Error) -> ApiError {
    log::error!("{error}");
    problem::internal()
}

fn read(store: &Store, release: &Release, releases: &Releases) -> Result<bundle::read::Reading, BundleError> {
    store.read_shared(releases.last(), |db| bundle::read::release(db, release, releases))
}

fn locked(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use actix_web::rt::System;

    use super::*;
    use crate::http::problem::Kind;

    #[test]
    fn who_waits_too_long_is_told_to_come_again() {
        System::new().block_on(async {
            let turns = turns(Duration::from_millis(5));
            let first = turns.enter().await.expect("nobody builds");
            let refusal = turns.enter().await.expect_err("somebody builds");
            assert_eq!(
                refusal.response("").headers().get("retry-after").map(|value| value.as_bytes()),
                Some(&b"1"[..])
            );
            assert_eq!(refusal.kind, Kind::UNAVAILABLE);
            drop(first);
            assert!(turns.enter().await.is_ok());
        });
    }
}
