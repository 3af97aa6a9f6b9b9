//! Answers, kept by their request as it was sent, with their validators and compressed forms.
//!
//! A release never changes, so an answer is a pure function of (release, request, base address): it is computed once and
//! served from a bounded cache. The strong `ETag` is a hash of the content; each compressed form has one of its own
//! (RFC 9110, section 8.8.3).

use std::{
    io::Write,
    sync::{Arc, OnceLock},
    time::SystemTime,
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::BoxBody,
    http::{
        StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, Encoding, HeaderMap, HeaderValue},
    },
    web::Bytes,
};
use quick_cache::{Equivalent, Weighter, sync::Cache};
use sha2::{Digest, Sha256};

use super::{
    bodies::{self, LONGEST_WHOLE, Pieces},
    conditional::{is_unchanged, left, unchanged},
    explore::transport,
    metrics::{Count, Holding, routes::Route},
    policy,
    representation::{self, About, CACHE_CURRENT, cache_control, tell_file, tell_tag},
    state::{Body, Identity},
};
use crate::domain::{release::Releases, source::hexadecimal};

/// A request as it was sent, apart from the conditions and encodings that are dealt with on each answer. What cannot be
/// read was never kept, so a kept answer is found before anything of its request is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The newest revision that there was, since a newer one may change the answer.
    newest: Identity,
    /// The header `Host`, which links begin with; empty if they begin with `PUBLIC_URL`.
    host: Vec<u8>,
    path: String,
    query: String,
    accept: Vec<u8>,
}

impl Key {
    /// The path that was asked for.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// A [`Key`] that is only looked up.
#[derive(Clone, Copy, Debug, Hash)]
pub struct KeyRef<'a> {
    newest: Identity,
    host: &'a [u8],
    path: &'a str,
    query: &'a str,
    accept: &'a [u8],
}

impl<'a> KeyRef<'a> {
    /// The key of a request while these are the releases; none if its `Accept` has several lines, which are one list.
    pub fn of(request: &'a HttpRequest, releases: &Releases, is_base_fixed: bool) -> Option<Self> {
        let headers = request.headers();
        let mut accept = headers.get_all(header::ACCEPT);
        let first = accept.next().map_or(&b""[..], HeaderValue::as_bytes);
        let host = headers.get(header::HOST).filter(|_| !is_base_fixed).map_or(&b""[..], HeaderValue::as_bytes);
        let (path, query) = (request.path(), request.query_string());
        let newest = Identity::of_newest(releases);
        accept.next().is_none().then_some(KeyRef { newest, host, path, query, accept: first })
    }

    /// The key, to keep an answer under.
    pub fn to_owned(self) -> Key {
        Key {
            newest: self.newest,
            host: self.host.to_vec(),
            path: self.path.to_owned(),
            query: self.query.to_owned(),
            accept: self.accept.to_vec(),
        }
    }
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.newest == key.newest
            && self.host == key.host
            && self.path == key.path
            && self.query == key.query
            && self.accept == key.accept
    }
}

/// A body with what is told about it, in each form in which it was asked for.
pub struct Answer {
    body: Bytes,
    tag: String,
    /// The tag is that of what the body was made of, and weak; else it is that of the bytes.
    is_weak: bool,
    /// The body is compressed by itself.
    is_opaque: bool,
    modified: SystemTime,
    /// The headers of the body as it is, and of those of a 304.
    headers: HeaderMap,
    /// The body as it is, then as each of [`ENCODINGS`] has it.
    forms: [OnceLock<Form>; 4],
    /// The template of the address that it is kept for.
    route: Route,
}

/// A body as it is sent, with its headers ready-made.
struct Form {
    body: Bytes,
    tag: String,
    headers: HeaderMap,
    /// Those of a 304, once one was asked for.
    left: OnceLock<HeaderMap>,
}

/// The encodings that are offered, best first, and the suffix of their `ETag`.
const ENCODINGS: [(ContentEncoding, &str); 3] =
    [(ContentEncoding::Brotli, "br"), (ContentEncoding::Zstd, "zstd"), (ContentEncoding::Gzip, "gzip")];

/// The media type of archives, which are compressed by themselves.
pub const ARCHIVE: &str = "application/zip";

/// The media type of pictures made of pixels, which are compressed too.
pub const PIXELS: &str = "image/png";

/// What an answer takes at most besides its body: a map of some twenty headers, another one for each form, of 7 KB each, and
/// half as much for its 304.
const HEADERS_BYTES: usize = 48 * 1024;

/// A body shorter than this gains nothing from compression.
const SHORTEST_COMPRESSED: usize = 600;

impl Answer {
    /// An answer about a release.
    pub fn new(body: Body, about: &About) -> Self {
        let mut answer = Answer::of_program(bodies::settled(body.bytes), body.media, about.modified);
        answer.is_opaque = [ARCHIVE, PIXELS].contains(&body.media);
        about.tell(&mut answer.headers, body.link);
        if let Some(name) = body.file {
            tell_file(&mut answer.headers, &name);
        }
        answer.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control(about.pinned)));
        answer
    }

    /// An answer about the program itself, such as its contract.
    pub fn of_program(body: Bytes, media: &'static str, modified: SystemTime) -> Self {
        let mut headers = representation::headers(media, modified, CACHE_CURRENT);
        policy::decorate(&mut headers);
        let tag = hexadecimal(&Sha256::digest(&body)[..16]);
        let (forms, route) = (Default::default(), Route::OTHER);
        Answer { body, tag, is_weak: false, is_opaque: false, modified, headers, forms, route }
    }

    /// A file that was sent before, with the headers that it was sent with.
    pub fn of_file(body: Vec<u8>, tag: String, modified: SystemTime, mut headers: HeaderMap, is_opaque: bool) -> Self {
        policy::decorate(&mut headers);
        let (forms, route) = (Default::default(), Route::OTHER);
        Answer { body: body.into(), tag, is_weak: true, is_opaque, modified, headers, forms, route }
    }

    /// The same answer at an address, whose surface may have headers of its own.
    pub fn at(mut self, path: &str) -> Self {
        if transport::is_here(path) {
            transport::decorate(&mut self.headers);
        }
        policy::guard(&mut self.headers, path);
        self
    }

    /// The same answer, to be reused as long as `cache_control` says.
    pub fn keep_for(&mut self, cache_control: HeaderValue) {
        self.headers.insert(header::CACHE_CONTROL, cache_control);
    }

    /// The same answer where it depends on when it is given: nobody keeps it.
    pub fn passing(mut self) -> Self {
        self.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        self
    }

    /// The template of the address that it is kept for.
    pub fn route(&self) -> Route {
        self.route
    }

    /// The response of a route to a request. Others are compressed on their way out, unless they tell that they are in the
    /// form that the client asked for; so this one tells it, and `frame` drops what is no content coding.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = self.ready(request);
        if response.status() == StatusCode::OK && !response.headers().contains_key(header::CONTENT_ENCODING) {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
        }
        response
    }

    /// The response to a request, as it goes out: whole, compressed, or 304.
    pub fn ready(&self, request: &HttpRequest) -> HttpResponse {
        let form = self.form(self.encoding(request));
        if is_unchanged(request, &form.tag, self.modified) {
            return unchanged(form.left.get_or_init(|| left(&form.headers)).clone());
        }
        let body = form.body.clone();
        let body = if body.len() > LONGEST_WHOLE { BoxBody::new(Pieces::of(body)) } else { BoxBody::new(body) };
        let mut response = HttpResponse::with_body(StatusCode::OK, body);
        *response.headers_mut() = form.headers.clone();
        response
    }

    fn form(&self, encoding: Option<usize>) -> &Form {
        self.forms[encoding.map_or(0, |index| index + 1)].get_or_init(|| {
            let (body, tag, coding) = match encoding.map(|index| ENCODINGS[index]) {
                Some((encoding, suffix)) => (
                    compress(&self.body, encoding),
                    if self.is_weak { self.tag.clone() } else { format!("{}-{suffix}", self.tag) },
                    Some(HeaderValue::from_static(encoding.as_str())),
                ),
                None => (self.body.clone(), self.tag.clone(), None),
            };
            let mut headers = self.headers.clone();
            coding.into_iter().for_each(|coding| drop(headers.insert(header::CONTENT_ENCODING, coding)));
            tell_tag(&mut headers, &tag, self.is_weak);
            Form { body, tag, headers, left: OnceLock::new() }
        })
    }

    /// Which of [`ENCODINGS`] the client prefers, if any.
    fn encoding(&self, request: &HttpRequest) -> Option<usize> {
        let value = request.headers().get(header::ACCEPT_ENCODING)?;
        if self.is_opaque || self.body.len() < SHORTEST_COMPRESSED || value.is_empty() {
            return None;
        }
        let accepted = <AcceptEncoding as header::Header>::parse(request).ok()?;
        let offered = ENCODINGS.iter().map(|(encoding, _)| Encoding::Known(*encoding));
        let supported: Vec<Encoding> = offered.chain([Encoding::identity()]).collect();
        let chosen = accepted.negotiate(supported.iter())?;
        ENCODINGS.iter().position(|(encoding, _)| chosen == Encoding::Known(*encoding))
    }

    fn weight(&self) -> u64 {
        // Compressed forms come later; together they are rarely longer than the body itself.
        (self.body.len() * 2 + HEADERS_BYTES) as u64
    }
}

fn compress(body: &[u8], encoding: ContentEncoding) -> Bytes {
    // Writing to memory does not fail; should it ever, the body would be empty and not half.
    let compressed = match encoding {
        ContentEncoding::Brotli => {
            let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
            writer.write_all(body).map(|()| writer.into_inner())
        }
        ContentEncoding::Zstd => zstd::encode_all(body, 6),
        _ => {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
            writer.write_all(body).and_then(|()| writer.finish())
        }
    };
    compressed.unwrap_or_default().into()
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Answer>> for ByBytes {
    fn weight(&self, key: &Key, answer: &Arc<Answer>) -> u64 {
        answer.weight() + (key.path.len() + key.query.len() + key.host.len() + key.accept.len()) as u64
    }
}

/// The bounded cache of answers.
pub struct Answers {
    cache: Option<Cache<Key, Arc<Answer>, ByBytes>>,
    made: Count,
}

impl Answers {
    /// A cache of about `bytes`; 0 keeps nothing.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes).unwrap_or(usize::MAX) / HEADERS_BYTES;
        let cache = (bytes > 0).then(|| Cache::with_weighter(items, bytes, ByBytes));
        Answers { cache, made: Count::default() }
    }

    /// The kept answer to a request.
    pub fn get(&self, key: &KeyRef) -> Option<Arc<Answer>> {
        self.cache.as_ref().and_then(|cache| cache.get(key))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.cache.as_ref().map_or(0, Cache::len)
    }

    /// Keeps an answer.
    pub fn keep(&self, key: Key, mut answer: Answer) {
        self.made.add();
        if let Some(cache) = &self.cache {
            answer.route = Route::of(&key.path);
            cache.insert(key, Arc::new(answer));
        }
    }

    /// How many answers were made that can be kept.
    pub fn made(&self) -> u64 {
        self.made.so_far()
    }

    /// What is held.
    pub fn holding(&self) -> Holding {
        let held = |cache: &Cache<_, _, _>| Holding {
            answers: cache.len(),
            bytes: cache.weight(),
            most_bytes: cache.capacity(),
        };
        self.cache.as_ref().map(held).unwrap_or_default()
    }
}
