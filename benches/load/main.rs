//! How fast the service is beside a bare actix-web handler that returns the same bytes, and beside Datasette on the same
//! rows, in the same run; and what an export of a million rows costs.
//!
//! `cargo bench` runs it: it needs `wrk` and `datasette` on the PATH, talks to 127.0.0.1 only, and ends after about five
//! minutes. The service is the release binary with its default settings on a database of its own; server and load
//! generator share the machine. The tables go to standard output, as Markdown. With `TEST_DATABASE_URL` the exports run on
//! that PostgreSQL too.

mod datasette;
mod million;
mod service;

use service::{Service, bare, get, load};

/// What is asked of the native API: a name, a path.
const TARGETS: [(&str, &str); 3] = [
    ("one objective", "/api/v1/objectives/34"),
    ("a filtered list of 20 rows", "/api/v1/statements?axis=4&limit=20"),
    ("all objectives", "/api/v1/objectives"),
];

fn main() {
    // `cargo test` builds and runs benches too; only `cargo bench` passes this flag.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (service, empty) = Service::start(directory.path(), "16");
    drop(service);
    let (kept, existing) = Service::start(directory.path(), "16");
    println!(
        "Ready on an empty database after {} ms, on an existing one after {} ms.\n",
        empty.as_millis(),
        existing.as_millis()
    );

    println!(
        "| request | bytes | bare handler, req/s | kept answer, req/s | of the bare handler | computed anew, req/s |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let (anew, _) = Service::start(directory.path(), "0");
    for (name, path) in TARGETS {
        let (status, body) = get(kept.address, path);
        assert_eq!(status, 200, "{path}");
        let bytes = body.len();
        let [limit, reached, computed] = load([(bare(body), path), (kept.address, path), (anew.address, path)]);
        println!("| {name} | {bytes} | {limit:.0} | {reached:.0} | {:.0} % | {computed:.0} |", reached / limit * 100.0);
    }
    println!(
        "\nResident after this load: {:.0} MiB with kept answers, {:.0} MiB without.\n",
        kept.resident(),
        anew.resident()
    );
    datasette::compare(&kept, directory.path());
    drop((kept, anew));
    million::export(directory.path());
}
