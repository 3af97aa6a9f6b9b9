//! `jalon drafts`: what waits, what readers would see of it, and the decision.

use chrono::Utc;
use clap::Subcommand;

use super::{CliError, database, print, token};
use crate::{
    config::Config,
    domain::{release::Approval, text::Language},
    publish::{
        approve, draft,
        draft::DraftError,
        filing::read::read,
        keys::{self, Holder, Scope},
        switch::{self, Outcome},
    },
    store::{Db, Store, changes::ChangeRow, drafts, inspect},
};

/// What to do with drafts.
#[derive(Subcommand)]
pub enum Command {
    /// List the drafts, newest first
    List,
    /// Show the report of a draft
    Show {
        /// The id of the draft
        id: String,
    },
    /// Show the changes that readers will see
    Changes {
        /// The id of the draft
        id: String,
    },
    /// Publish a draft that another key made
    Approve {
        /// The id of the draft
        id: String,
    },
    /// Give a draft up
    Withdraw {
        /// The id of the draft
        id: String,
    },
}

pub fn run(command: &Command, language: Language) -> Result<(), CliError> {
    let (config, token) = (Config::from_env()?, token()?);
    match command {
        Command::List => list(&mut database::looked_at(&config)?, &token),
        Command::Show { id } => show(&mut database::looked_at(&config)?, &token, id, language),
        Command::Changes { id } => changes(&mut database::looked_at(&config)?, &token, id),
        Command::Approve { id } => approve(&database::written(&config)?, &token, id, config.four_eyes),
        Command::Withdraw { id } => withdraw(&database::written(&config)?, &token, id),
    }
}

/// Those who may look at drafts.
const READERS: [Scope; 3] = [Scope::Draft, Scope::Approve, Scope::Admin];

fn reader(db: &mut Db, token: &str) -> Result<Holder, DraftError> {
    Ok(keys::recognise(db, token, &READERS, Utc::now().naive_utc())?)
}

fn list(db: &mut Db, token: &str) -> Result<(), CliError> {
    let lines = inspect::read(db, |db| {
        reader(db, token)?;
        let mut lines = String::new();
        for row in drafts::list(db)? {
            let state = draft::state(db, &row)?.as_str();
            let (id, release, revision) = (&row.id, &row.release, row.revision);
            let made = row.made_at.format("%Y-%m-%dT%H:%M:%SZ");
            lines.push_str(&format!("{id}  {state:9}  {release}.{revision}  {made}  {}\n", row.file_name));
        }
        Ok::<_, DraftError>(lines)
    })?;
    print(&lines)
}

fn show(db: &mut Db, token: &str, id: &str, language: Language) -> Result<(), CliError> {
    let annexes = switch::shipped_annexes()?;
    let told = inspect::read(db, |db| {
        reader(db, token)?;
        let row = draft::find(db, id)?;
        let state = draft::state(db, &row)?.as_str();
        let prepared = draft::prepare(db, read(&row.content), &annexes, Approval::FourEyes, Utc::now().naive_utc())?;
        let head = format!("{}  {state}  {}.{}\n", row.id, row.release, row.revision);
        Ok::<_, DraftError>(head + &prepared.report.told(language))
    })?;
    print(&told)
}

fn changes(db: &mut Db, token: &str, id: &str) -> Result<(), CliError> {
    let annexes = switch::shipped_annexes()?;
    let rows = inspect::read(db, |db| {
        reader(db, token)?;
        let row = draft::find_open(db, id)?;
        let prepared = draft::prepare(db, read(&row.content), &annexes, Approval::FourEyes, Utc::now().naive_utc())?;
        Ok::<_, DraftError>(prepared.ready.map(|ready| ready.snapshot.changes).unwrap_or_default())
    })?;
    let lines: String = rows.iter().map(line).collect();
    print(&format!("{lines}{} change(s)\n", rows.len()))
}

/// A change on a line: what it is of, and both sides.
fn line(row: &ChangeRow) -> String {
    let side = |texts: [&Option<String>; 3]| {
        let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
        if texts.is_empty() { "∅".to_owned() } else { texts.join(" | ") }
    };
    let before = side([&row.before_value, &row.before_fr, &row.before_en]);
    let after = side([&row.after_value, &row.after_fr, &row.after_en]);
    let what = [Some(&row.subject), row.code.as_ref(), row.field.as_ref()];
    let what: Vec<&str> = what.into_iter().flatten().map(String::as_str).collect();
    format!("{} {}: {before} → {after}\n", row.kind, what.join(" "))
}

fn approve(store: &Store, token: &str, id: &str, four_eyes: bool) -> Result<(), CliError> {
    super::step("read, check, compare, approve, switch");
    let annexes = switch::shipped_annexes()?;
    let outcome: Result<Outcome, DraftError> = store.write(|db| {
        // Others may have been waited for.
        let now = Utc::now().naive_utc();
        let by = keys::recognise(db, token, &[Scope::Approve], now)?;
        approve::approve(db, id, &annexes, &by, four_eyes, now)
    });
    match outcome? {
        Outcome::Published { pinned, is_current: true } => {
            print(&format!("release {pinned} is published and is the current one\n"))
        }
        Outcome::Published { pinned, .. } | Outcome::Known { pinned } => {
            print(&format!("release {pinned} is published; a later one is current\n"))
        }
    }
}

fn withdraw(store: &Store, token: &str, id: &str) -> Result<(), CliError> {
    let now = Utc::now().naive_utc();
    store.write(|db| {
        let by = keys::recognise(db, token, &[Scope::Draft, Scope::Approve], now)?;
        draft::withdraw(db, id, &by, now).map(drop)
    })?;
    print(&format!("draft {id} is withdrawn\n"))
}
