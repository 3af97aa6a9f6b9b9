//! What is due is claimed, sent, and what became of it written down; each in a short transaction, the network in none.

use std::{
    collections::BTreeSet,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use chrono::{NaiveDateTime, SubsecRound, TimeDelta};

use super::{
    DeliveryState, EventKind, WebhookState, retry,
    send::{Answer, Message, Sender, TIME_LIMIT},
    sign, subscribe,
};
use crate::store::{
    Db, QueryResult, Store, StoreError,
    deliveries::{self, AttemptRow, DeliveryRow, Moment, Outgoing},
};

/// How long a delivery is an instance's own: well beyond [`TIME_LIMIT`], so that it is sent by another one
/// only if this one is gone, or cannot write down what became of it. The clocks of instances may differ by the rest.
const CLAIM: Duration = Duration::from_secs(30);
/// An attempt that lies farther ahead than the longest wait and this was put there by a clock that was wrong.
const APART: Duration = Duration::from_secs(60 * 60);
/// So was the end of a claim that lies farther ahead than a claim and this.
const CLAIMS_APART: Duration = Duration::from_secs(30);
/// The wait before what could not be written down is written again.
const PAUSE: Duration = Duration::from_millis(250);
/// Deliveries that are sent at a time, each on a thread.
const AT_ONCE: usize = 8;
/// Due deliveries that are looked through for some of different subscribers.
const LOOKED_THROUGH: i64 = 256;

/// The answer of a receiver that wants no more: 410 Gone.
const GONE: u16 = 410;

/// Sends what is due by a clock: to no subscriber two at once, so that none is flooded. Gives how many attempts were made.
///
/// # Errors
/// Those of the database. What was claimed is then sent again once the claim has passed.
pub fn pass(store: &Store, sender: &Sender, clock: impl Fn() -> NaiveDateTime) -> Result<usize, StoreError> {
    let clock = || clock().trunc_subsecs(6);
    // Nearly always there is nothing to do, and reading disturbs nobody who writes.
    let idle = store.read(|db| Ok::<_, StoreError>(due(db, &moment(clock()), 1)?.is_empty()))?;
    if idle {
        return Ok(0);
    }
    let (now, claimed) = store.write(|db| {
        // Another writer may have been waited for: a claim from before that may have passed before anything is sent.
        let now = clock();
        Ok::<_, StoreError>((now, claim(db, now)?))
    })?;
    let begun = Instant::now();
    let written = send_each(
        &claimed,
        |outgoing| attempt(sender, outgoing, now),
        |outgoing, answer| write_down(store, outgoing, &answer, now, begun),
        begun,
        thread::Builder::new,
    );
    let attempts = written.len();
    written.into_iter().collect::<Result<(), _>>()?;
    Ok(attempts)
}

/// Sends each on a thread, and writes down what became of it on this one, as each ends: the others wait for no slow
/// receiver, and none for the connection of another. Gives what came of writing each of them down.
///
/// Where the system gives no thread for one, it is sent on this one, as long as it is surely still this instance's own; what
/// is left then is sent once its claim has passed.
fn send_each<A: Send, W>(
    claimed: &[Outgoing],
    send: impl Fn(&Outgoing) -> A + Sync,
    write_down: impl Fn(&Outgoing, A) -> W,
    begun: Instant,
    builder: impl Fn() -> thread::Builder,
) -> Vec<W> {
    let (tell, told) = mpsc::channel();
    let send = &send;
    thread::scope(|scope| {
        let (mut threads, mut left) = (Vec::new(), Vec::new());
        for outgoing in claimed {
            let tell = tell.clone();
            // Fails only if this thread breaks off.
            let work = move || drop(tell.send((outgoing, send(outgoing))));
            match builder().spawn_scoped(scope, work) {
                Ok(thread) => threads.push(thread),
                Err(error) => {
                    log::warn!("there is no thread to send a webhook on: {error}");
                    left.push(outgoing);
                }
            }
        }
        drop(tell);
        let in_time = |_: &&Outgoing| begun.elapsed() + TIME_LIMIT < CLAIM;
        let mut written: Vec<W> = Vec::new();
        for outgoing in left.into_iter().take_while(in_time) {
            written.push(write_down(outgoing, send(outgoing)));
        }
        written.extend(told.iter().map(|(outgoing, answer)| write_down(outgoing, answer)));
        // One that broke off has told nothing, and its claim will pass.
        threads.into_iter().for_each(|thread| drop(thread.join()));
        written
    })
}

/// Writes down what became of an attempt. What is not written down is sent again, so it is tried until the claim passes:
/// another writer may hold the database for longer than one try lasts, or it may be away for a moment.
fn write_down(
    store: &Store,
    outgoing: &Outgoing,
    answer: &Answer,
    now: NaiveDateTime,
    begun: Instant,
) -> Result<(), StoreError> {
    loop {
        match store.write(|db| record(db, outgoing, answer, now).map_err(StoreError::from)) {
            Err(error) if error.is_passing() && begun.elapsed() < CLAIM => thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

/// How many deliveries wait for subscribers that are told, and when the first of them is or was due.
///
/// # Errors
/// Those of the database.
pub fn waiting(db: &mut Db, now: NaiveDateTime) -> QueryResult<(i64, Option<NaiveDateTime>)> {
    deliveries::waiting(db, DeliveryState::Pending.as_str(), WebhookState::Active.as_str(), now)
}

fn moment(now: NaiveDateTime) -> Moment {
    Moment { now, latest_due: now + retry::LONGEST + APART, latest_claim: now + CLAIM + CLAIMS_APART }
}

fn due(db: &mut Db, at: &Moment, limit: i64) -> QueryResult<Vec<Outgoing>> {
    deliveries::due(db, DeliveryState::Pending.as_str(), WebhookState::Active.as_str(), at, limit)
}

/// Makes deliveries this instance's own. The caller owns the transaction, which no other writer shares.
fn claim(db: &mut Db, now: NaiveDateTime) -> QueryResult<Vec<Outgoing>> {
    let at = moment(now);
    let mut busy: BTreeSet<String> = deliveries::busy(db, &at)?.into_iter().collect();
    let mut claimed = due(db, &at, LOOKED_THROUGH)?;
    claimed.retain(|(delivery, ..)| busy.insert(delivery.webhook_id.clone()));
    claimed.truncate(AT_ONCE);
    for (delivery, ..) in &mut claimed {
        tell_wrong_clock(delivery, &at);
        delivery.claimed_until = Some(now + CLAIM);
        deliveries::update(db, delivery)?;
    }
    Ok(claimed)
}

fn tell_wrong_clock(delivery: &DeliveryRow, at: &Moment) {
    let due = Some(delivery.next_at).filter(|due| *due > at.latest_due);
    if let Some(time) = due.or(delivery.claimed_until.filter(|claimed| *claimed > at.latest_claim)) {
        let DeliveryRow { webhook_id, event_id, .. } = delivery;
        log::warn!("{event_id} was put off until {time} by a clock that was wrong: it is sent to {webhook_id}");
    }
}

fn attempt(sender: &Sender, (_, webhook, event): &Outgoing, now: NaiveDateTime) -> Answer {
    let timestamp = now.and_utc().timestamp();
    let Some(signature) = sign::signature(&webhook.secret, &event.id, timestamp, &event.payload) else {
        return failed("the secret cannot be read");
    };
    let (url, id, payload) = (&webhook.url, &event.id, &event.payload);
    sender.send(&Message { url, id, timestamp, signature: &signature, payload }, now)
}

fn failed(why: &str) -> Answer {
    Answer { outcome: Err(why.to_owned()), retry_after: None, duration: Default::default() }
}

/// Writes down what became of an attempt. The caller owns the transaction.
fn record(db: &mut Db, (sent, webhook, event): &Outgoing, answer: &Answer, now: NaiveDateTime) -> QueryResult<()> {
    // Its subscriber may have left while it was sent.
    let Some(delivery) = deliveries::find(db, &sent.webhook_id, &sent.event_id)? else { return Ok(()) };
    let line = logged(db, sent, answer, now)?;
    deliveries::log(db, &line)?;
    if delivery.claimed_until != sent.claimed_until {
        // It took so long that another instance took over, and will tell.
        return Ok(());
    }
    let took = TimeDelta::from_std(answer.duration).unwrap_or_default();
    let (next, notice) = after(delivery, event.kind == EventKind::Test.as_str(), answer, now + took);
    deliveries::update(db, &next)?;
    match notice {
        Some(reason) => subscribe::disable(db, webhook, &reason, now),
        None => Ok(()),
    }
}

fn logged(db: &mut Db, sent: &DeliveryRow, answer: &Answer, at: NaiveDateTime) -> QueryResult<AttemptRow> {
    let known = deliveries::count_attempts(db, &sent.webhook_id, &sent.event_id)?;
    Ok(AttemptRow {
        webhook_id: sent.webhook_id.clone(),
        event_id: sent.event_id.clone(),
        number: i32::try_from(known + 1).unwrap_or(i32::MAX),
        at,
        status: answer.outcome.as_ref().ok().map(|status| i32::from(*status)),
        error: match &answer.outcome {
            Ok(300..400) => Some("redirects are not followed".to_owned()),
            Ok(_) => None,
            Err(why) => Some(why.clone()),
        },
        duration_ms: i64::try_from(answer.duration.as_millis()).unwrap_or(i64::MAX),
    })
}

/// A delivery after an attempt, and why its subscriber is switched off, if it is.
fn after(
    mut delivery: DeliveryRow,
    is_test: bool,
    answer: &Answer,
    at: NaiveDateTime,
) -> (DeliveryRow, Option<String>) {
    delivery.claimed_until = None;
    delivery.attempts += 1;
    if matches!(answer.outcome, Ok(200..300)) {
        delivery.state = DeliveryState::Delivered.as_str().to_owned();
        return (delivery, None);
    }
    let delay = retry::delay(delivery.attempts, answer.retry_after);
    let (delay, notice) = match (&answer.outcome, delay) {
        (Ok(GONE), _) => (None, Some("the receiver answered 410 Gone".to_owned())),
        // Somebody waits for a test, and knows at once.
        _ if is_test => (None, None),
        (_, Some(delay)) => (TimeDelta::from_std(delay).ok(), None),
        (Ok(status), None) => (None, Some(dead(&format!("the status {status}")))),
        (Err(why), None) => (None, Some(dead(why))),
    };
    match delay {
        Some(delay) => delivery.next_at = (at + delay).trunc_subsecs(6),
        None => delivery.state = DeliveryState::Failed.as_str().to_owned(),
    }
    (delivery, notice)
}

fn dead(last: &str) -> String {
    format!("{} attempts over three days failed, the last one with: {last}", retry::ATTEMPTS)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::{deliveries::EventRow, webhooks::WebhookRow};

    fn delivery(attempts: i32) -> DeliveryRow {
        DeliveryRow {
            webhook_id: "hook_1".to_owned(),
            event_id: "msg_1".to_owned(),
            state: "pending".to_owned(),
            attempts,
            next_at: NaiveDateTime::default(),
            claimed_until: Some(NaiveDateTime::default()),
        }
    }

    fn with(status: u16) -> Answer {
        Answer { outcome: Ok(status), retry_after: None, duration: Duration::ZERO }
    }

    /// State, seconds until the next attempt, and whether the subscriber is switched off.
    fn told(attempts: i32, is_test: bool, answer: &Answer) -> (String, i64, bool) {
        let (next, notice) = after(delivery(attempts), is_test, answer, NaiveDateTime::default());
        assert_eq!((next.attempts, next.claimed_until), (attempts + 1, None));
        (next.state, (next.next_at - NaiveDateTime::default()).num_seconds(), notice.is_some())
    }

    fn outgoing(number: usize) -> Outgoing {
        let webhook = WebhookRow {
            id: format!("hook_{number}"),
            key_id: String::new(),
            url: String::new(),
            secret: String::new(),
            axis: None,
            action: None,
            objective: None,
            state: "active".to_owned(),
            disabled_reason: None,
            created_at: NaiveDateTime::default(),
        };
        let event = EventRow {
            id: "msg_1".to_owned(),
            release_seq: None,
            kind: "webhook.test".to_owned(),
            payload: String::new(),
            created_at: NaiveDateTime::default(),
        };
        (DeliveryRow { webhook_id: webhook.id.clone(), ..delivery(0) }, webhook, event)
    }

    /// The webhooks that are sent to, in order; `begun` is when they were claimed, `builder` gives threads or none.
    fn sent_to(begun: Instant, builder: impl Fn() -> thread::Builder) -> Vec<String> {
        let claimed: Vec<Outgoing> = (0..3).map(outgoing).collect();
        let send = |(_, webhook, _): &Outgoing| webhook.id.clone();
        let mut ids = send_each(&claimed, send, |_, id| id, begun, builder);
        ids.sort();
        ids
    }

    #[test]
    fn what_there_is_no_thread_for_is_sent_while_it_is_claimed() {
        let all = ["hook_0", "hook_1", "hook_2"];
        // No system has room for such a stack.
        let none = || thread::Builder::new().stack_size(1 << 60);
        assert_eq!(sent_to(Instant::now(), thread::Builder::new), all);
        assert_eq!(sent_to(Instant::now(), none), all);
        let claimed_long_ago = Instant::now().checked_sub(CLAIM - TIME_LIMIT).expect("the machine runs since then");
        assert_eq!(sent_to(claimed_long_ago, none), [""; 0], "another instance may take over");
    }

    #[test]
    fn what_follows_an_attempt() {
        let state = |word: &str, seconds, off| (word.to_owned(), seconds, off);
        assert_eq!(told(0, false, &with(200)), state("delivered", 0, false));
        assert_eq!(told(3, false, &with(204)), state("delivered", 0, false));
        assert_eq!(told(0, false, &with(500)), state("pending", 5, false));
        assert_eq!(told(1, false, &with(302)), state("pending", 300, false));
        assert_eq!(told(8, false, &failed("no connection")), state("pending", 86400, false));
        assert_eq!(told(9, false, &with(500)), state("failed", 0, true));
        assert_eq!(told(0, false, &with(410)), state("failed", 0, true));
        assert_eq!(told(0, true, &with(500)), state("failed", 0, false));
        let asking = Answer { retry_after: Some(Duration::from_secs(60)), ..with(503) };
        assert_eq!(told(0, false, &asking), state("pending", 60, false));
    }
}
