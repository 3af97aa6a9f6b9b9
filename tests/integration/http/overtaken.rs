//! A file that is asked for just before another release is published.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    rt::System,
    web::{self, Data},
};
use jalon::{
    config::Config,
    domain::{
        dataset::{FieldType, Value},
        release::{At, Releases},
    },
    formats::{Format, Options},
    http::{
        files::{self, Download, RowSink, Validity},
        frame,
        problem::ApiError,
        state::State,
    },
    store::{Db, Store, Url},
};

use super::downloads::table;
use crate::support::{Database, get};

/// How often the file was made, which is what it holds.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// All releases of the record, of which the service knows all but the last when it is asked first.
struct Published(Arc<Releases>);

async fn download(
    request: HttpRequest,
    state: Data<State>,
    published: Data<Published>,
) -> Result<HttpResponse, ApiError> {
    let context = state.context(&request, &At::Current, String::new())?;
    let validity = Validity::of(&context);
    // As if it were seen now.
    state.set_releases(published.0.clone());
    let table = table("made", FieldType::Int);
    let (format, options) = (Format::Csv, Options::default());
    let content_type = format.content_type();
    let download = Download { name: "demo".into(), format, table, options, content_type, gzip: false };
    let rows = |_: &mut Db, sink: &mut dyn RowSink| {
        let made = MADE.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(sink.push(None, &mut vec![Value::Integer(made as i64)])?)
    };
    files::send(&request, &state, validity, download, rows).await
}

/// A service that has not yet seen the last release of its database, for as long as the tests run.
fn server() -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let database = Database::sqlite().with_record();
        let mut config = Config::from_values(&Default::default()).expect("the defaults are valid");
        config.database_url = Url::parse(&database.url).expect("a valid URL");
        let store = Store::new(config.database_url.clone(), 4);
        let state = Data::new(State::new(config, store).expect("the store is readable"));
        let published = Data::new(Published(state.releases()));
        let mut before = published.0.all.clone();
        before.pop();
        let current = before.last().expect("there are three").sequence;
        state.set_releases(Arc::new(Releases::new(before, current)));
        System::new().block_on(async move {
            let app = move || {
                App::new()
                    .app_data(state.clone())
                    .app_data(published.clone())
                    .route("/file", web::get().to(download))
                    .wrap_fn(frame::frame)
            };
            let server = HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").expect("a free port");
            sender.send(server.addrs()[0]).expect("the test waits");
            server.run().await.expect("the server runs");
        });
    });
    receiver.recv().expect("the server starts")
}

#[test]
fn a_file_of_the_release_before_is_not_given_out_as_one_of_the_next() {
    let address = server();
    let asked = || {
        let answer = get(address, "/file");
        (answer.text(), answer.header("jalon-release").map(str::to_owned))
    };
    let told = |made: u32, release: &str| (format!("made\r\n{made}\r\n"), Some(release.to_owned()));
    assert_eq!(asked(), told(1, "2025.1"));
    assert_eq!(asked(), told(2, "2026.1"), "that of the release before is not kept for this one");
    assert_eq!(asked(), told(2, "2026.1"), "this one is");
}
