//! `/oembed`: the frame of a page, by the specification at oembed.com, so that editors turn a pasted address into it.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;
use serde::Serialize;
use url::Url;

use super::{
    preview, snippet,
    subject::{Named, Subject, unknown},
};
use crate::{
    domain::{catalogue::ABOUT, release::At, text::Language},
    http::{
        pages,
        params::{FromQuery, Params, QueryString, day},
        problem::{ApiError, Kind, echo},
        state::{Body, Context, State},
        v1::collection::parse_release,
    },
    store::Db,
};

/// Largest size that can be asked for; far beyond any screen.
const LARGEST: i64 = 100_000;
/// How long a consumer may keep an answer, in seconds: a live one, and one that never changes.
const CACHE_AGES: [u32; 2] = [3600, 31_536_000];

/// What a consumer asks for.
#[derive(Clone)]
pub struct OembedQuery {
    url: String,
    is_xml: bool,
    width: Option<i64>,
    height: Option<i64>,
}

impl FromQuery for OembedQuery {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let url = query.text("url")?.ok_or_else(|| ApiError::invalid("url", "", "the address of a page"))?;
        let is_xml = match query.text("format")?.as_deref() {
            None | Some("json") => false,
            Some("xml") => true,
            Some(other) => {
                let detail = format!("the format `{}` is not written; expected json or xml", echo(other));
                return Err(ApiError::new(Kind::NOT_IMPLEMENTED, detail).at("format", other).expecting("json or xml"));
            }
        };
        let (width, height) = (query.number("maxwidth", 1..=LARGEST)?, query.number("maxheight", 1..=LARGEST)?);
        Ok(OembedQuery { url, is_xml, width, height })
    }
}

/// The answer, in the order of the specification.
#[derive(Serialize, Template)]
#[template(path = "embed/oembed.xml")]
struct Oembed {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    author_name: &'static str,
    provider_name: &'static str,
    provider_url: String,
    cache_age: u32,
    html: String,
    width: i64,
    height: i64,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

/// A picture of the page, where it is within the size that was asked for.
#[derive(Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: i64,
    thumbnail_height: i64,
}

/// Gives the frame of a page.
///
/// # Errors
/// 404 for an address that has none, 501 for another format, and those of parameters.
pub async fn get_oembed(
    request: HttpRequest,
    state: Data<State>,
    params: Params<OembedQuery>,
) -> Result<HttpResponse, ApiError> {
    let asked = params.value;
    let base = crate::http::links::base(&state.config, &request);
    let target = Target::of(&asked.url, &base)?;
    let mut context = state.context(&request, &target.at, params.canonical)?;
    // The choice of a release is in the address that is asked about.
    context.pinnable = false;
    let work = move |db: &mut Db, context: &Context| {
        let subject = Subject::read(db, context, &target.named, target.language)?;
        let oembed = of(&subject, context, &asked);
        if asked.is_xml {
            return Ok(Body::new(pages::rendered(&oembed)?, "text/xml; charset=utf-8"));
        }
        Ok(Body::json(&oembed))
    };
    state.answer(&request, context, work).await
}

fn of(subject: &Subject, context: &Context, asked: &OembedQuery) -> Oembed {
    let width = asked.width.map_or(snippet::WIDTH, |most| most.min(snippet::WIDTH));
    let height = snippet::height(subject, width);
    let height = asked.height.map_or(height, |most| most.min(height));
    let path = snippet::path(subject, snippet::Form::Frame, context.choice());
    let address = pages::words::escaped(&format!("{}{path}", context.base));
    let [most_wide, most_high] = [asked.width, asked.height].map(|most| most.unwrap_or(LARGEST));
    let fits = most_wide >= preview::WIDTH && most_high >= preview::HEIGHT;
    let picture = preview::path(subject.language, &subject.named.page(), context.choice());
    Oembed {
        version: "1.0",
        kind: "rich",
        title: subject.sentence(),
        author_name: ABOUT.publisher,
        provider_name: "Jalon",
        provider_url: format!("{}/", context.base),
        cache_age: CACHE_AGES[usize::from(context.pinned)],
        html: snippet::frame(subject, &address, width, height),
        width,
        height,
        thumbnail: fits.then(|| Thumbnail {
            thumbnail_url: format!("{}{picture}", context.base),
            thumbnail_width: preview::WIDTH,
            thumbnail_height: preview::HEIGHT,
        }),
    }
}

/// What an address is about.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    named: Named,
    language: Language,
    at: At,
}

impl Target {
    /// Reads the address of a page or of an embed of this service.
    fn of(address: &str, base: &str) -> Result<Self, ApiError> {
        let refused = || unknown(address);
        let (url, own) = (Url::parse(address).map_err(|_| refused())?, Url::parse(base).map_err(|_| refused())?);
        // Behind a proxy the same service may be read over HTTP and HTTPS.
        let is_web = matches!(url.scheme(), "http" | "https");
        if !is_web || (url.host_str(), url.port()) != (own.host_str(), own.port()) {
            return Err(refused());
        }
        let asked =
            |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
        let at = match (asked("release"), asked("as_of")) {
            (None, None) => At::Current,
            (Some(release), None) => parse_release(&release).map_err(|_| refused())?,
            (None, Some(date)) => At::Date(day(&date).ok_or_else(refused)?),
            (Some(_), Some(_)) => return Err(refused()),
        };
        let path = url.path();
        if let Some(embed) = path.strip_prefix("/embed/") {
            let (level, code) = embed.split_once('/').ok_or_else(refused)?;
            let language = if asked("lang").as_deref() == Some("en") { Language::En } else { Language::Fr };
            return Ok(Target { named: Named::parse(level, code).map_err(|_| refused())?, language, at });
        }
        let language = pages::language_of(path).ok_or_else(refused)?;
        let below = path.strip_prefix('/').and_then(|path| path.strip_prefix(language.as_str())).unwrap_or_default();
        Ok(Target { named: Named::of_page(below).ok_or_else(refused)?, language, at })
    }
}

/// Path of the answers about a page, as JSON and as XML, for the page's own links to them; none if it has no frame.
pub fn links(page: &str, address: &str) -> Vec<(&'static str, String)> {
    if Named::of_page(page).is_none() {
        return Vec::new();
    }
    let with = |format: &str| {
        let pairs = [("url", address), ("format", format)];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("/oembed?{query}")
    };
    vec![("application/json+oembed", with("json")), ("text/xml+oembed", with("xml"))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::strategy::Level;

    const BASE: &str = "https://jalon.example";

    fn read(address: &str) -> Option<(Level, String, Language, At)> {
        Target::of(address, BASE).ok().map(|target| (target.named.level, target.named.code, target.language, target.at))
    }

    #[test]
    fn pages_and_embeds_are_known_whatever_the_scheme() {
        let (fr, en) = (Language::Fr, Language::En);
        let axis = |language, at| Some((Level::Axis, "4".to_owned(), language, at));
        assert_eq!(read("https://jalon.example/fr/axes/4"), axis(fr, At::Current));
        assert_eq!(read("http://jalon.example/en/axes/4#content"), axis(en, At::Current));
        assert_eq!(read("https://jalon.example/embed/axis/4?lang=en"), axis(en, At::Current));
        let pinned = At::Pinned("2026".to_owned(), 1);
        assert_eq!(read("https://jalon.example/fr/axes/4?release=2026.1"), axis(fr, pinned));
        let objective = Some((Level::Objective, "32-1".to_owned(), fr, At::Current));
        assert_eq!(read("https://jalon.example/fr/objectives/32-1"), objective);
    }

    #[test]
    fn other_addresses_are_not() {
        let others = [
            "https://other.example/fr/axes/4",
            "https://jalon.example:8080/fr/axes/4",
            "ftp://jalon.example/fr/axes/4",
            "https://jalon.example/fr",
            "https://jalon.example/fr/axes",
            "https://jalon.example/fr/axes/4/history",
            "https://jalon.example/de/axes/4",
            "https://jalon.example/fr/axes/4?release=no",
            "https://jalon.example/fr/axes/4?release=2026&as_of=2026-01-01",
            "/fr/axes/4",
            "no address",
        ];
        for other in others {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
