//! `Accept-Encoding`: brotli, gzip and zstd, each the same content.

use std::io::Read;

use crate::support::{Answer, Database, TestApp, on_each_database};

const ENCODINGS: [&str; 3] = ["br", "gzip", "zstd"];
const PATHS: [&str; 4] =
    ["/api/v1/objectives", "/api/v1/axes/4", "/api/v1/objectives?format=csv", "/api/v1/sources/detail-2026/text"];

fn encoded(app: &TestApp, path: &str, encoding: &str) -> Answer {
    app.request("GET", path, &[("Accept-Encoding", encoding)])
}

fn decoded(answer: &Answer) -> Vec<u8> {
    let body = answer.body.as_slice();
    let mut plain = Vec::new();
    match answer.header("content-encoding") {
        Some("br") => brotli::Decompressor::new(body, 4096).read_to_end(&mut plain),
        Some("gzip") => flate2::read::GzDecoder::new(body).read_to_end(&mut plain),
        Some("zstd") => zstd::Decoder::new(body).expect("a decoder").read_to_end(&mut plain),
        None => return answer.body.clone(),
        Some(other) => panic!("{other} was not asked for"),
    }
    .expect("the body decodes");
    plain
}

fn varies(answer: &Answer) -> bool {
    let all = answer.headers.iter().filter(|(name, _)| name == "vary");
    all.flat_map(|(_, value)| value.split(',')).any(|name| name.trim().eq_ignore_ascii_case("accept-encoding"))
}

#[test]
fn each_encoding_holds_the_same_content() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        let plain = app.get(path);
        for encoding in ENCODINGS {
            let answer = encoded(&app, path, encoding);
            assert_eq!(answer.header("content-encoding"), Some(encoding), "{path}");
            assert!(answer.body.len() < plain.body.len(), "{path} as {encoding}");
            assert_eq!(decoded(&answer), plain.body, "{path} as {encoding}");
            assert_eq!(answer.header("content-type"), plain.header("content-type"), "{path} as {encoding}");
        }
    }
}

#[test]
fn vary_names_accept_encoding_compressed_or_not() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        assert!(varies(&app.get(path)), "{path}");
        for encoding in ENCODINGS {
            assert!(varies(&encoded(&app, path, encoding)), "{path} as {encoding}");
        }
    }
}

#[test]
fn each_encoding_of_json_has_a_strong_etag_of_its_own() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/objectives", "/api/v1/axes/4"] {
        let mut seen = vec![app.get(path).header("etag").map(str::to_owned)];
        for encoding in ENCODINGS {
            let tag = encoded(&app, path, encoding).header("etag").map(str::to_owned);
            assert!(tag.as_ref().is_some_and(|tag| tag.starts_with('"')), "{path} as {encoding}: {tag:?}");
            assert!(!seen.contains(&tag), "{path} as {encoding}: {tag:?}");
            seen.push(tag);
        }
    }
}

#[test]
fn the_etag_of_an_encoding_revalidates() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        for encoding in ENCODINGS {
            let whole = encoded(&app, path, encoding);
            let tag = whole.header("etag").expect("an ETag");
            let headers = [("Accept-Encoding", encoding), ("If-None-Match", tag)];
            let again = app.request("GET", path, &headers);
            assert_eq!(again.status, 304, "{path} as {encoding}");
            assert!(again.body.is_empty() && again.header("content-encoding").is_none(), "{path} as {encoding}");
            assert_eq!(again.header("etag"), Some(tag), "{path} as {encoding}");
        }
    }
}

#[test]
fn nothing_is_compressed_that_was_not_asked_for() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        assert_eq!(app.get(path).header("content-encoding"), None, "{path}");
        for accept in ["identity", "", "deflate-raw", "gzip;q=0", "*;q=0, identity", "br;q=0, gzip;q=0, zstd;q=0"] {
            let answer = encoded(&app, path, accept);
            assert_eq!(answer.status, 200, "{path} with `{accept}`");
            assert_eq!(answer.header("content-encoding"), None, "{path} with `{accept}`");
        }
    }
}

#[test]
fn qualities_choose_the_encoding() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        for (accept, expected) in [
            ("br;q=0, gzip", "gzip"),
            ("gzip;q=0.1, zstd;q=0.9", "zstd"),
            ("GZIP", "gzip"),
            ("deflate-raw, gzip;q=0.5", "gzip"),
        ] {
            let answer = encoded(&app, path, accept);
            assert_eq!(answer.header("content-encoding"), Some(expected), "{path} with `{accept}`");
        }
    }
}

#[test]
fn a_browser_gets_one_of_what_it_offers() {
    let app = TestApp::on_sqlite();
    let plain = app.get("/api/v1/objectives").body;
    let answer = encoded(&app, "/api/v1/objectives", "gzip, deflate, br, zstd");
    assert!(answer.header("content-encoding").is_some(), "{:?}", answer.headers);
    assert_eq!(decoded(&answer), plain);
    // Whoever takes anything may be given the content as it is (RFC 9110, section 12.5.3).
    assert_eq!(decoded(&encoded(&app, "/api/v1/objectives", "*")), plain);
}

#[test]
fn a_tiny_body_is_not_compressed() {
    let app = TestApp::on_sqlite();
    for path in ["/health/live", "/version"] {
        let answer = encoded(&app, path, "gzip, br");
        assert_eq!(answer.header("content-encoding"), None, "{path}");
        assert_eq!(answer.body, app.get(path).body, "{path}");
    }
}

#[test]
fn a_problem_is_readable_in_any_encoding() {
    let app = TestApp::on_sqlite();
    for encoding in ENCODINGS {
        let answer = encoded(&app, "/api/v1/objectives?limt=5", encoding);
        assert_eq!(answer.status, 400);
        let problem: serde_json::Value = serde_json::from_slice(&decoded(&answer)).expect("a problem is JSON");
        assert_eq!(problem["code"], "unknown_parameter");
        assert!(answer.header("content-encoding").is_none() || varies(&answer), "{:?}", answer.headers);
    }
}

#[test]
fn a_short_file_is_kept_with_the_bytes_and_headers_that_it_was_sent_with() {
    on_each_database(|app| {
        for path in [
            "/api/v1/targets?format=csv",
            "/api/v1/axes?format=xlsx",
            "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/exports/csv",
        ] {
            let (sent, kept) = (app.get(path), app.get(path));
            assert_eq!(sent.body, kept.body, "{path}");
            // A kept body has a length; what else is told is the same.
            let told = |answer: &Answer| {
                let passing = ["date", "content-length", "transfer-encoding", "x-ratelimit-remaining", "ratelimit"];
                let mut headers = answer.headers.clone();
                headers.retain(|(name, _)| !passing.contains(&name.as_str()));
                headers.sort();
                headers
            };
            assert_eq!(told(&sent), told(&kept), "{path}");
            assert_eq!(kept.header("content-length"), Some(kept.body.len().to_string().as_str()), "{path}");
            let tag = kept.header("etag").expect("a tag").to_owned();
            assert!(tag.starts_with("W/"), "{tag}");
            let gzip = app.request("GET", path, &[("Accept-Encoding", "gzip")]);
            let is_coded = gzip.header("content-encoding") == Some("gzip");
            assert_eq!(is_coded, !path.contains("xlsx"), "a file that is compressed by itself is left as it is");
            assert_eq!(app.request("GET", path, &[("If-None-Match", &tag)]).status, 304, "{path}");
        }
    });
}

/// Not even the content as it is: the server may then give it all the same (RFC 9110, section 12.5.3).
#[test]
fn who_takes_no_encoding_is_given_the_content_as_it_is_whether_it_was_kept_or_not() {
    let (keeps, keeps_none) =
        (TestApp::on_sqlite(), TestApp::with(Database::sqlite(), |config| config.cache_bytes = 0));
    let others = ["/health/live", "/nowhere", "/api/v1/axes?limit=x", "/fr/axes/4", "/catalog.ttl"];
    for path in PATHS.iter().chain(&others) {
        for accept in ["identity;q=0", "*;q=0", "lzma, identity;q=0"] {
            for app in [&keeps, &keeps_none] {
                let (plain, answer) = (app.get(path), encoded(app, path, accept));
                assert_eq!(answer.status, plain.status, "{path} with `{accept}`");
                assert_eq!(answer.header("content-encoding"), None, "{path} with `{accept}`");
                for name in ["content-type", "etag"] {
                    assert_eq!(answer.header(name), plain.header(name), "{name} of {path} with `{accept}`");
                }
            }
        }
    }
}
