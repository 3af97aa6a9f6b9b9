//! The connection to the database is cut in the middle of a query.

use std::time::Duration;

use diesel::connection::SimpleConnection;

use super::until;
use crate::support::{Database, TestApp, line::Line, postgres::Server};

/// Reads that wait for a lock are in the middle of their query.
const WAITING: &str = "SELECT count(*)::text AS line FROM pg_stat_activity WHERE wait_event_type = 'Lock'";

#[test]
fn a_read_that_is_cut_off_is_told_to_come_again_and_succeeds_then() {
    let Some(server) = Server::start() else { return };
    let (line, url) = Line::to(&server.url());
    let app = TestApp::with(Database::own(server.url()), |config| {
        config.database_url = jalon::store::Url::parse(&url).expect("a URL");
        config.cache_bytes = 0;
    });
    let terminate = || {
        server.value("SELECT bool_or(pg_terminate_backend(pid))::text AS line FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    };
    let cuts: [(&str, &dyn Fn()); 2] = [("pg_terminate_backend", &terminate), ("a line that is cut", &|| line.cut())];
    for (name, cut) in cuts {
        let mut blocker = jalon::store::Url::parse(&server.url()).expect("a URL").open().expect("the database opens");
        blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
        std::thread::scope(|scope| {
            let paths = ["/api/v1/statements?limit=4", "/api/v1/statements?format=csv"];
            let app = &app;
            let asking = paths.map(|path| scope.spawn(move || app.get(path)));
            until(Duration::from_secs(10), "both reads wait", || server.value(WAITING) == "2");
            cut();
            for answer in asking.map(|asking| asking.join().expect("it is answered")) {
                answer.problem(503, "unavailable");
                assert_eq!(answer.header("retry-after"), Some("1"));
            }
            blocker.batch_execute("ROLLBACK").expect("the lock is released");
            line.mend();
            let back = until(Duration::from_secs(5), "the same read", || app.get(paths[0]).status == 200);
            println!("{name}: 2 reads told 503 with Retry-After, the same succeed {back:?} later");
            assert_eq!(app.get(paths[1]).status, 200);
        });
    }
}
