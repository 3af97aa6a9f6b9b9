//! Signed releases: built when they are first asked for, one at a time, and kept.
//!
//! A bundle is a pure function of its release, the setting `PUBLIC_URL`, the program and the key. Manifests and signatures
//! are kept for every release that was asked for, being short; of the archives those are that were asked for last, within a
//! bound.

use std::{
    collections::{HashMap, VecDeque},
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

/// Bytes of archives that are kept: several releases, so that two who ask for different ones in turn do not have each built
/// again and again. The last one is kept however long it is.
const MOST_BYTES: usize = 16 * 1024 * 1024;

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
    /// The one that was asked for last comes first.
    archives: VecDeque<(Identity, Archive)>,
}

impl Kept {
    fn signed(&mut self, release: Identity) -> Option<Arc<Signed>> {
        self.signed.get(&release).cloned()
    }

    fn archive(&mut self, release: Identity) -> Option<Archive> {
        let place = self.archives.iter().position(|(known, _)| *known == release)?;
        let (_, archive) = self.archives.remove(place)?;
        self.archives.push_front((release, archive.clone()));
        Some(archive)
    }

    fn keep(&mut self, release: Identity, signed: Signed, archive: Archive) {
        self.signed.insert(release, Arc::new(signed));
        self.archives.retain(|(known, _)| *known != release);
        self.archives.push_front((release, archive));
        let mut bytes = 0;
        let fitting = self.archives.iter().take_while(|(_, archive)| {
            bytes += archive.bytes.len();
            bytes <= MOST_BYTES
        });
        let fitting = fitting.count().max(1);
        self.archives.truncate(fitting);
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
    async fn part<T>(
        &self,
        state: &State,
        release: &Release,
        of: impl Fn(&mut Kept) -> Option<T>,
    ) -> Result<T, ApiError> {
        if let Some(part) = of(&mut locked(&self.kept)) {
            return Ok(part);
        }
        let turn = self.turns.enter().await?;
        // Whoever had the turn before may have built this very one.
        if let Some(part) = of(&mut locked(&self.kept)) {
            return Ok(part);
        }
        self.build(state, release, turn).await?;
        of(&mut locked(&self.kept)).ok_or_else(problem::internal)
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
    fn archives_are_kept_within_a_bound_and_the_last_one_in_any_case() {
        let release = |sequence| Identity::of(&release(sequence));
        let keep = |kept: &mut Kept, sequence, mebibytes: usize| {
            let signed = Signed { manifest: Vec::new(), signature: [0; SIGNATURE_BYTES] };
            let archive = Archive { bytes: vec![0; mebibytes << 20].into(), tag: String::new() };
            kept.keep(release(sequence), signed, archive);
        };
        let mut kept = Kept::default();
        (1..=3).for_each(|sequence| keep(&mut kept, sequence, 5));
        assert!(kept.archive(release(1)).is_some(), "three times 5 MiB are less than 16");
        keep(&mut kept, 4, 5);
        let there: Vec<bool> = (1..=4).map(|sequence| kept.archive(release(sequence)).is_some()).collect();
        assert_eq!(there, [true, false, true, true], "the second one was not asked for for longest");
        keep(&mut kept, 5, 17);
        let there: Vec<bool> = (1..=5).map(|sequence| kept.archive(release(sequence)).is_some()).collect();
        assert_eq!(there, [false, false, false, false, true]);
        assert!((1..=5).all(|sequence| kept.signed(release(sequence)).is_some()));
    }

    fn release(sequence: i64) -> Release {
        Release {
            sequence,
            id: "2026".to_owned(),
            revision: 1,
            edition: "2025".to_owned(),
            recorded_at: chrono::NaiveDateTime::default(),
            earliest: None,
            latest: None,
            content_sha256: sequence.to_string().repeat(64),
        }
    }

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
