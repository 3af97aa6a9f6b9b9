//! What may happen while a release is published: each time readers have the one before or the new one, whole.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Team, decide, draft, filled, in_row};
use crate::support::{TestApp, cli::command, databases, on_each_database, random::Random};

/// How often a publication is killed.
const KILLS: usize = 50;

#[test]
fn a_publication_that_is_killed_is_there_whole_or_not_at_all_on_sqlite() {
    killed(&TestApp::on_sqlite());
}

#[test]
fn a_publication_that_is_killed_is_there_whole_or_not_at_all_on_postgresql() {
    // They take a while: each database has a test of its own, so that both run at once.
    databases().into_iter().skip(1).for_each(|database| killed(&TestApp::start(database)));
}

fn killed(app: &TestApp) {
    let team = Team::of(app);
    let mut random = Random::new(11);
    let (mut current, mut cut_short, mut whole_time) = ("2026.1".to_owned(), 0, Duration::from_secs(5));
    for round in 0..=KILLS {
        let id = draft(app, &team.drafter, &revision(app, round));
        let settings = [("DATABASE_URL", &*app.database.url), ("RUST_LOG", "error"), ("JALON_KEY", &*team.approver)];
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut publication =
            command(&["drafts", "approve", &id], &settings, directory.path()).spawn().expect("the program starts");
        if round == 0 {
            // The first one is let end, to know how long that takes.
            let started = Instant::now();
            assert!(publication.wait().is_ok_and(|status| status.success()));
            whole_time = started.elapsed();
        } else {
            // From before it has the database until it has nearly always ended.
            sleep(whole_time * random.below(130) as u32 / 100);
            let _ = publication.kill();
            publication.wait().expect("the program has ended");
        }
        // The service looks for releases twice a second.
        let published = decide(app, &team.approver, &id, "approve");
        match published.status {
            // It had not been published, and is now.
            200 => cut_short += 1,
            // It had.
            409 => {}
            status => panic!("{status}: {}", published.text()),
        }
        let pinned = format!("2026-Q4.{}", round + 1);
        wait_for(app, &pinned);
        whole(app, &pinned);
        assert_ne!(current, pinned);
        current = pinned;
    }
    assert!((5..KILLS).contains(&cut_short), "the kills fell before and after: {cut_short} of {KILLS}");
    let check = crate::support::cli::jalon(&["check", "--journal"], &[("DATABASE_URL", &app.database.url)]);
    // Three keys; a draft and an approval for each release.
    check.expect(0, &[&format!("{} entries", 3 + 2 * (KILLS + 1))]);
}

/// A release, and behind it one correction after another.
fn revision(app: &TestApp, round: usize) -> String {
    let text = filled(app, "2026-Q4", &[]);
    if round == 0 {
        return text;
    }
    // Each has a reason of its own, and changes a figure: it is 75, then 80 and 76 by turns.
    let lines = text.lines().filter(|line| !line.starts_with("reason = "));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let (code, reason) = ("code = \"2026-Q4\"", format!("reason = \"Test data: correction {round}\""));
    assert!(text.contains(code), "{text}");
    let text = text.replacen(code, &format!("{code}\n{reason}"), 1);
    let figure = |round: usize| match round {
        0 => "progress = 75",
        round if round % 2 == 1 => "progress = 80",
        _ => "progress = 76",
    };
    in_row(&text, "objectives", "30", figure(round - 1), figure(round))
}

fn wait_for(app: &TestApp, pinned: &str) {
    // Twice a second; other tests may hold the machine.
    for _ in 0..400 {
        if app.get("/api/v1/axes").header("jalon-release") == Some(pinned) {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("{pinned} is not current on {}", app.database.name());
}

/// Every table of the release has its rows.
fn whole(app: &TestApp, pinned: &str) {
    for (list, total) in [("axes", 4), ("actions", 17), ("objectives", 46)] {
        assert_eq!(
            app.json(&format!("/api/v1/{list}?release={pinned}&limit=1"))["meta"]["total"],
            json!(total),
            "{list} of {pinned}"
        );
    }
    assert_eq!(app.json(&format!("/api/v1/audit?release={pinned}"))["data"]["missing"], json!([]));
}

#[test]
fn a_database_that_others_hold_is_told_and_loses_nothing() {
    on_each_database(|app| {
        let team = Team::of(app);
        let text = in_row(&filled(app, "2026-Q4", &[]), "objectives", "30", "progress = 75", "progress = 80");
        let id = draft(app, &team.drafter, &text);
        app.database.execute("ALTER TABLE journal RENAME TO away");
        let failed = decide(app, &team.approver, &id, "approve");
        assert_eq!(failed.status, 500, "{}", failed.text());
        assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
        app.database.execute("ALTER TABLE away RENAME TO journal");
        assert_eq!(decide(app, &team.approver, &id, "approve").status, 200);
    });
}
