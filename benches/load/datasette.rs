//! Queries of the Explore surface beside Datasette, which serves the same database file.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};

use crate::service::{Service, bare, get, load};

/// What is asked of both: a name, the path here, the path there. `{n}` makes each request another one.
const TARGETS: [(&str, &str, &str); 4] = [
    (
        "filtered records",
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?where=axis:%224%22+and+ordinal+%3C+{n}&limit=20",
        "/jalon/statements.json?axis=4&ordinal__lt={n}&_size=20",
    ),
    (
        "`group_by` with `avg`",
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-avancement/records?select=avg(value)+as+mean,count(*)+as+n&group_by=level&where=value+%3C+{n}",
        "/jalon.json?_shape=objects&sql=select+level,avg(value)+as+mean,count(*)+as+n+from+progress+where+value+%3C+{n}+group+by+level",
    ),
    (
        "full-text search",
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?where=search(%22plateforme%22)+and+ordinal+%3C+{n}&limit=20",
        "/jalon/statements.json?_search=plateforme&ordinal__lt={n}&_size=20",
    ),
    (
        "CSV of the whole history",
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/exports/csv?where=ordinal+%3C+{n}",
        "/jalon/statements.csv?_stream=on&ordinal__lt={n}",
    ),
];

/// A running Datasette.
struct Datasette {
    process: Child,
    address: SocketAddr,
}

impl Drop for Datasette {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Datasette {
    /// Serves a copy of the service's database, with a full-text index of its own.
    fn start(directory: &Path) -> Option<Self> {
        let copy = directory.join("datasette");
        fs::create_dir_all(&copy).expect("a directory");
        let path = copy.join("jalon.db");
        let mut source =
            SqliteConnection::establish(&directory.join("jalon.db").display().to_string()).expect("the database opens");
        source.batch_execute(&format!("VACUUM INTO '{}'", path.display())).expect("the database is copied");
        let mut connection = SqliteConnection::establish(&path.display().to_string()).expect("the copy opens");
        let index = "CREATE VIRTUAL TABLE statements_fts USING fts5(text_fr, text_en, content='statements'); \
                     INSERT INTO statements_fts(statements_fts) VALUES ('rebuild');";
        connection.batch_execute(index).expect("the texts are indexed");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let process = Command::new("datasette")
            .arg("serve")
            .arg(&path)
            .args(["--host", "127.0.0.1", "--port", &free.port().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let datasette = Datasette { process, address: free };
        for _ in 0..200 {
            if std::net::TcpStream::connect(free).is_ok() {
                return Some(datasette);
            }
            thread::sleep(Duration::from_millis(50));
        }
        None
    }
}

/// Compares both on each query: the same again and again, and another one each time.
pub fn compare(service: &Service, directory: &Path) {
    let Some(datasette) = Datasette::start(directory) else {
        println!("Datasette is not on the PATH; nothing is compared with it.\n");
        return;
    };
    println!(
        "| query | bytes | bare handler, req/s | warm, req/s | of the bare handler | cold, req/s | Datasette cold, req/s | times |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (name, here, there) in TARGETS {
        let once = here.replace("{n}", "1000");
        let (status, body) = get(service.address, &once);
        assert_eq!(status, 200, "{once}: {}", String::from_utf8_lossy(&body));
        let (status, answer) = get(datasette.address, &there.replace("{n}", "1000"));
        assert_eq!(status, 200, "{there}: {}", String::from_utf8_lossy(&answer));
        let bytes = body.len();
        let targets =
            [(bare(body), &*once), (service.address, &once), (service.address, here), (datasette.address, there)];
        let [limit, warm, cold, other] = load(targets);
        println!(
            "| {name} | {bytes} | {limit:.0} | {warm:.0} | {:.0} % | {cold:.0} | {other:.0} | {:.0} |",
            warm / limit * 100.0,
            cold / other
        );
    }
    println!();
}
