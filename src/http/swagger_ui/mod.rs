//! The explorer of the contract: Swagger UI, unpacked once from the archive in the binary, with a page of our own.

use std::{
    io::{Cursor, Read},
    sync::LazyLock,
};

use actix_web::{
    HttpRequest, HttpResponse, get, web,
    web::{Bytes, ServiceConfig},
};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::{ZipArchive, result::ZipError};

use super::{
    addresses::unknown_path,
    answers::Answer,
    ops,
    pages::HTML,
    problem::{ApiError, internal},
};

const ADDRESS: &str = "/api/v1/docs/";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// What the page needs of the archive, and the media type of each.
const FILES: [(&str, &str); 3] =
    [("swagger-ui.css", STYLE), ("swagger-ui-bundle.js", SCRIPT), ("favicon-32x32.png", "image/png")];

struct Asset {
    name: &'static str,
    answer: Answer,
}

static ASSETS: LazyLock<Result<Vec<Asset>, ZipError>> = LazyLock::new(|| {
    let answer = |content, media| Answer::of_program(content, media, ops::started()).at(ADDRESS);
    let asset = |name, media, content| Asset { name, answer: answer(content, media) };
    let mut assets = vec![
        asset("", HTML, Bytes::from_static(include_bytes!("index.html"))),
        asset("page.css", STYLE, Bytes::from_static(include_bytes!("page.css"))),
        asset("page.js", SCRIPT, Bytes::from_static(include_bytes!("page.js"))),
    ];
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    // All lie in a directory that is named after the version.
    let root = archive.by_index(0)?.name()?.into_owned();
    for (name, media) in FILES {
        let mut content = Vec::new();
        archive.by_name(&format!("{root}dist/{name}"))?.read_to_end(&mut content)?;
        assets.push(asset(name, media, content.into()));
    }
    Ok(assets)
});

/// Mounts the explorer at `/api/v1/docs/`.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_asset).service(web::redirect("/api/v1/docs", ADDRESS));
}

/// A file of the explorer; its page has no name.
#[get("/api/v1/docs/{asset:[^/]*}")]
async fn get_asset(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let assets = ASSETS.as_ref().map_err(|error| {
        log::error!("Swagger UI cannot be unpacked: {error}");
        internal()
    })?;
    let asset = assets.iter().find(|asset| asset.name == *name);
    asset.map(|asset| asset.answer.respond(&request)).ok_or_else(|| unknown_path(request.path()))
}
