//! What a reader of the current release notices of the releases before it: nothing, if rates stay flat.

use std::{fs, path::Path};

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};

use crate::{
    report::{Aim, Report},
    request::Request,
    service::{KEPT, NONE, Service, sqlite},
    wrk::{Target, load},
};

/// How many releases there are; the shipped ones are among them.
const RELEASES: [i64; 3] = [4, 40, 400];
/// The part of the rate at the fewest releases that the most must keep: rounds differ by about as much.
const FLAT: Aim = Aim::AtLeast(0.85);

/// What is asked.
const TARGETS: [(&str, &str, &str); 3] = [
    ("one objective", "/api/v1/objectives/34", "/api/v1/objectives/34"),
    ("20 statements of an axis", "/api/v1/statements?axis=4&limit=20", "/api/v1/statements?axis=4&limit=20"),
    (
        "Explore: 20 statements of an axis in the current release",
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?where=current%3Dtrue+and+axis:%224%22&limit=20",
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?where=current%3Dtrue+and+axis:%224%22+and+ordinal+%3C+{n}&limit=20",
    ),
];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Measures each target at each number of releases.
pub fn measure(report: &mut Report, directory: &Path) {
    report.section("Growth");
    report.line(format!(
        "The same requests with {} releases: the shipped ones, and the current one again and again (without the words that searches look up). SQLite; warm and \
         cold as above; medians of nine rounds in which all take turns. Flat: at {} at least {:.0} % of what it is at \
         {}.\n",
        RELEASES.map(|releases| releases.to_string()).join(", "),
        RELEASES[2],
        85.0,
        RELEASES[0],
    ));
    let services: Vec<[Service; 2]> = RELEASES.iter().map(|releases| grown(directory, *releases)).collect();
    let columns = RELEASES.map(|releases| format!("{releases}, req/s"));
    let header = [&["request", ""][..], &columns.each_ref().map(String::as_str)[..], &["kept", "flat"][..]].concat();
    report.table(&header);
    for (name, warm, cold) in TARGETS {
        let [warm, cold] = [Request::get(warm), Request::get(cold)];
        let varies = cold.varies();
        let computing = |services: &[Service; 2]| services[usize::from(!varies)].address;
        let asked: Vec<Target> = services
            .iter()
            .map(|all| (all[0].address, &warm))
            .chain(services.iter().map(|all| (computing(all), &cold)))
            .collect();
        for (address, request) in &asked {
            request.succeed(*address);
        }
        let rates = load(&asked);
        for (how, rates) in [("warm", &rates[..3]), ("cold", &rates[3..])] {
            let kept = rates[2] / rates[0];
            let cells = rates.iter().map(|rate| format!("{rate:.0}"));
            let mut row = vec![name.to_owned(), how.to_owned()];
            row.extend(cells);
            row.extend([format!("{:.0} %", kept * 100.0), FLAT.verdict(kept)]);
            report.row(&row);
        }
    }
    let of = |part: fn(&Service) -> String| services.iter().map(|all| part(&all[0])).collect::<Vec<_>>();
    report.line("");
    report.table(
        &[&["start", ""][..], &columns.each_ref().map(|column| column.trim_end_matches(", req/s"))[..]].concat(),
    );
    for (name, unit, cells) in [
        ("ready after", "ms", of(|service| service.ready.as_millis().to_string())),
        ("resident", "MB", of(|service| format!("{:.0}", service.process.resident()))),
    ] {
        report.row(&[vec![name.to_owned(), unit.to_owned()], cells].concat());
    }
    for (releases, all) in RELEASES.iter().zip(&services) {
        let most = all.iter().map(|service| service.process.most_resident()).fold(0.0, f64::max);
        report.note_memory(format!("{releases} releases"), most);
    }
    let empty = tempfile::tempdir_in(directory).expect("a directory");
    let ready = Service::start(empty.path(), KEPT).ready.as_millis();
    report.line(format!("\nOn an empty database, which it migrates and fills first, it is ready after {ready} ms."));
}

/// A service with kept answers and one without, on a database of its own with that many releases.
fn grown(directory: &Path, releases: i64) -> [Service; 2] {
    eprintln!("{releases} releases");
    let directory = directory.join(format!("releases-{releases}"));
    fs::create_dir(&directory).expect("a directory");
    drop(Service::start(&directory, NONE));
    let mut connection = SqliteConnection::establish(&sqlite(&directory)).expect("the database opens");
    // Of every table with rows of releases: all but what the workflow keeps, and the words that searches look up, which
    // are 120,000 a release and are not asked for here.
    let tables: Vec<Name> = sql_query(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
         AND c.name = 'release_seq' AND m.name NOT IN ('drafts', 'webhook_events', 'words')",
    )
    .load(&mut connection)
    .expect("the tables are listed");
    let copied = |table: &str, sequence: &str, changed: &[(&str, &str)], connection: &mut SqliteConnection| {
        let columns: Vec<Name> = sql_query(format!("SELECT name FROM pragma_table_info('{table}')"))
            .load(connection)
            .expect("the columns are listed");
        let values: Vec<String> = columns
            .iter()
            .map(|Name { name }| match changed.iter().find(|(column, _)| column == name) {
                Some((_, value)) => (*value).to_owned(),
                None => format!("t.{name}"),
            })
            .collect();
        // Release by release, as they are published: the rows of one are beside each other in the file.
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let statement = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM more CROSS JOIN {table} t WHERE t.{sequence} = more.from_seq",
            names.join(", "),
            values.join(", ")
        );
        connection.batch_execute(&statement).unwrap_or_else(|error| panic!("{table}: {error}"));
    };
    // A day lies between one release and the next, so that the newest is the last in every order.
    connection
        .batch_execute(&format!(
            "BEGIN; CREATE TEMP TABLE more AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) \
             SELECT n, (SELECT max(seq) FROM releases) + n AS seq, (SELECT seq FROM current_release) AS from_seq \
             FROM c LIMIT {releases} - (SELECT count(*) FROM releases)"
        ))
        .expect("the new releases are numbered");
    let release = [
        ("seq", "more.seq"),
        ("id", "'bench-' || more.n"),
        ("revision", "1"),
        ("recorded_at", "datetime(t.recorded_at, '+' || more.n || ' seconds')"),
        ("earliest", "date(t.earliest, '+' || more.n || ' days')"),
        ("latest", "date(t.latest, '+' || more.n || ' days')"),
    ];
    copied("releases", "seq", &release, &mut connection);
    for Name { name } in &tables {
        copied(name, "release_seq", &[("release_seq", "more.seq")], &mut connection);
    }
    connection
        .batch_execute(
            "UPDATE current_release SET seq = (SELECT max(seq) FROM releases); DROP TABLE more; COMMIT; \
             PRAGMA wal_checkpoint(TRUNCATE)",
        )
        .expect("the newest release is the current one");
    [KEPT, NONE].map(|cache| Service::start(&directory, cache))
}
