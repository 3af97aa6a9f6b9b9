//! Who shows a key gets through: past those who write, and past those who only ask.

use std::{
    io::Write,
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use jalon::store::{Store, StoreError, Url};

use crate::{
    publishing::{Team, decide, read},
    support::{TestApp, databases, on_each_database},
};

/// Another address each time: none is answered from what is kept.
fn never_asked(list: &str) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    format!("/api/v1/{list}?limit=3&offset={}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// One more than there are connections.
#[test]
fn those_who_wait_to_write_hold_no_connection() {
    on_each_database(|app| {
        let team = Team::of(app);
        let other = Store::new(Url::parse(&app.database.url).expect("a valid URL"), 1);
        thread::scope(|scope| {
            let held = || {
                let writers: Vec<_> =
                    (0..5).map(|_| scope.spawn(|| decide(app, &team.drafter, "none", "withdraw").status)).collect();
                thread::sleep(Duration::from_secs(1));
                for _ in 0..10 {
                    let begun = Instant::now();
                    let answer = app.get(&never_asked("sources"));
                    let (took, on) = (begun.elapsed(), app.database.name());
                    assert_eq!(answer.status, 200, "after {took:?} on {on}: {}", answer.text());
                }
                writers
            };
            let writers = other.write(|_| Ok::<_, StoreError>(held())).expect("nobody else writes");
            // There is no such draft, as each of them is told in its turn.
            let told: Vec<u16> = writers.into_iter().map(|writer| writer.join().expect("an answer")).collect();
            assert_eq!(told, [404; 5], "{}", app.database.name());
        });
    });
}

/// A lock on a table keeps readers of it busy. SQLite has no such lock against readers.
#[test]
fn a_connection_is_kept_for_who_shows_a_key() {
    for database in databases().into_iter().filter(|database| database.name() == "PostgreSQL") {
        let url = Url::parse(&database.url).expect("a valid URL");
        let app = TestApp::start(database);
        let team = Team::of(&app);
        let mut blocker = url.open().expect("the test database opens");
        blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
        // As many as the pool has connections, and one more.
        let asking: Vec<TcpStream> = (0..5)
            .map(|_| {
                let mut client = TcpStream::connect(app.address).expect("the server listens");
                let request = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", never_asked("statements"));
                client.write_all(request.as_bytes()).expect("the request is sent");
                client
            })
            .collect();
        thread::sleep(Duration::from_millis(300));
        app.get(&never_asked("sources")).problem(503, "unavailable");
        for _ in 0..3 {
            let listed = read(&app, &team.drafter, "/api/v1/drafts");
            assert_eq!(listed.status, 200, "{}", listed.text());
            assert_eq!(decide(&app, &team.drafter, "none", "withdraw").status, 404);
        }
        blocker.batch_execute("ROLLBACK").expect("the lock is released");
        drop(asking);
    }
}
