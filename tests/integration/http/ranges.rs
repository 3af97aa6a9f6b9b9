//! `Range`, which a server may ignore (RFC 9110, section 14.2), and this one does: answers are short or written as they are
//! sent.

use crate::support::TestApp;

#[test]
fn a_range_is_answered_with_the_whole() {
    let app = TestApp::on_sqlite();
    let many = format!("bytes={}", (0..500).map(|n| format!("{n}-")).collect::<Vec<_>>().join(","));
    for path in ["/api/v1/axes/4", "/api/v1/objectives?format=csv", "/fr", "/api/v1/openapi.json"] {
        let whole = app.get(path);
        for range in [
            "bytes=0-0",
            "bytes=-1",
            "bytes=5-2",
            "bytes=999999999-",
            "rows=1-2",
            "bytes=0-18446744073709551616",
            &many,
        ] {
            for condition in [None, Some(("If-Range", "\"other\""))] {
                let headers: Vec<_> = [("Range", range)].into_iter().chain(condition).collect();
                let answer = app.request("GET", path, &headers);
                assert_eq!(answer.status, 200, "{path} {range}");
                assert_eq!(answer.header("content-range"), None, "{path} {range}");
                assert!(answer.body == whole.body, "{path} {range}");
            }
        }
    }
}
