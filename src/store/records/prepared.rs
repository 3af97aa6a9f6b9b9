//! Which queries are worth keeping prepared.
//!
//! diesel keeps a prepared statement for good, and requests make as many different texts as they like; so only the texts
//! that come again and again are kept, and no more than a fixed number of them. Values are bound, so that a dashboard's
//! query has one text whatever it filters by.

use std::{
    collections::HashSet,
    sync::{
        Arc, LazyLock, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

use quick_cache::sync::Cache;

/// Most texts that are kept prepared, on each connection; one takes a few tens of kilobytes.
const MOST_PREPARED: usize = 64;

/// How often a text must have come.
const OFTEN: u32 = 3;

/// How often texts came, by their hash; the rarest are forgotten.
static SEEN: LazyLock<Cache<u64, Arc<AtomicU32>>> = LazyLock::new(|| Cache::new(4096));

/// The hashes of the texts that are kept.
static KEPT: LazyLock<RwLock<HashSet<u64>>> = LazyLock::new(RwLock::default);

/// Whether a query's text, known by its hash, is to be kept prepared.
pub fn is_kept(text: u64) -> bool {
    let kept = |kept: &HashSet<u64>| (kept.contains(&text), kept.len() < MOST_PREPARED);
    match kept(&KEPT.read().unwrap_or_else(PoisonError::into_inner)) {
        (true, _) => return true,
        (false, false) => return false,
        (false, true) => {}
    }
    let counter = || Ok::<_, std::convert::Infallible>(Arc::default());
    let seen = match SEEN.get_or_insert_with(&text, counter) {
        Ok(counter) => counter.fetch_add(1, Ordering::Relaxed) + 1,
    };
    if seen < OFTEN {
        return false;
    }
    let mut all = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    if all.len() < MOST_PREPARED {
        all.insert(text);
    }
    all.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_when_it_comes_often_and_there_is_room() {
        assert_eq!([1, 2, 3, 4].map(|_| is_kept(7)), [false, false, true, true]);
        let texts = 1000..1000 + 2 * MOST_PREPARED as u64;
        let kept: Vec<[bool; 3]> = texts.map(|text| [1, 2, 3].map(|_| is_kept(text))).collect();
        // One place is taken.
        let (with_room, without) = kept.split_at(MOST_PREPARED - 1);
        assert!(with_room.iter().all(|kept| *kept == [false, false, true]), "{with_room:?}");
        assert!(without.iter().all(|kept| *kept == [false; 3]), "{without:?}");
        assert!(is_kept(7) && is_kept(1000));
        assert_eq!(KEPT.read().unwrap_or_else(PoisonError::into_inner).len(), MOST_PREPARED);
    }
}
