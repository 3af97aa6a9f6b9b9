//! The files that pages need: the stylesheet of pages, which has that of charts in it, that
//! of embeds, one small script, one icon. Each is served under a name that holds the hash
//! of its content, so that it may be kept for good.

use std::{sync::LazyLock, time::SystemTime};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, HeaderValue, LOCATION},
    web::{Bytes, Path},
};
use sha2::{Digest, Sha256};

use crate::{
    domain::source::hexadecimal,
    http::{
        answers::Answer,
        problem::{ApiError, Kind},
    },
};

/// For good: another content has another name (RFC 8246).
const FOREVER: &str = "public, max-age=31536000, immutable";

struct Asset {
    name: &'static str,
    path: String,
    answer: Answer,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files = [
        (
            "jalon.css",
            "text/css; charset=utf-8",
            concat!(include_str!("assets/jalon.css"), include_str!("templates/charts/inline.css")),
        ),
        ("embed.css", "text/css; charset=utf-8", include_str!("../embeds/assets/embed.css")),
        ("jalon.js", "text/javascript; charset=utf-8", include_str!("assets/jalon.js")),
        ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ];
    let asset = |(name, media, content): (&'static str, &'static str, &'static str)| {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let hash = hexadecimal(&Sha256::digest(content)[..8]);
        let mut answer = Answer::of_program(Bytes::from_static(content.as_bytes()), media, SystemTime::UNIX_EPOCH);
        answer.keep_for(HeaderValue::from_static(FOREVER));
        Asset { name, path: format!("/assets/{stem}.{hash}.{ending}"), answer }
    };
    files.map(asset).into()
});

/// The path of an asset.
pub fn path(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.path)
}

/// Serves an asset. A page that was kept from before leads to the name that the file had then: it is sent to the one it
/// has, for this time only.
#[get("/assets/{file}")]
pub async fn get_asset(request: HttpRequest, file: Path<String>) -> Result<HttpResponse, ApiError> {
    if let Some(asset) = ASSETS.iter().find(|asset| asset.path == request.path()) {
        return Ok(asset.answer.respond(&request));
    }
    let parts: Vec<&str> = file.split('.').collect();
    let known = match parts.as_slice() {
        [stem, _, ending] => ASSETS.iter().find(|asset| asset.name == format!("{stem}.{ending}")),
        _ => None,
    };
    let Some(asset) = known else {
        let names: Vec<&str> = ASSETS.iter().map(|asset| asset.path.as_str()).collect();
        let error = ApiError::new(Kind::UNKNOWN_PATH, "no file of the pages has this name").at("path", request.path());
        return Err(error.expecting(format!("one of {}", names.join(", "))));
    };
    let mut response = HttpResponse::Found();
    response.insert_header((LOCATION, asset.path.as_str())).insert_header((CACHE_CONTROL, "no-store"));
    Ok(response.finish())
}
