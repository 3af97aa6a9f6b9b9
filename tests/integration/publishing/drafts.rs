//! From a file to a draft.

use serde_json::json;

use super::{Team, bearer, decide, draft, file, filled, in_row, read};
use crate::support::{TestApp, on_each_database};

#[test]
fn a_file_becomes_a_draft_that_readers_do_not_see() {
    on_each_database(|app| {
        let team = Team::of(app);
        let before: Vec<Vec<u8>> = PUBLIC.iter().map(|path| app.get(path).body).collect();
        let text = in_row(&filled(app, "2026-Q4", &[]), "objectives", "30", "progress = 75", "progress = 80");
        let sent = file(app, &team.drafter, &text);
        assert_eq!(sent.status, 201, "{}", sent.text());
        let sent_json = sent.json();
        let made = &sent_json["data"]["draft"];
        assert_eq!(sent_json["data"]["outcome"], "made");
        assert_eq!((&made["state"], &made["pinned"]), (&json!("open"), &json!("2026-Q4.1")));
        assert_eq!(sent.header("location"), made["href"].as_str());
        assert_eq!(sent.header("cache-control"), Some("no-store"));
        for (path, before) in PUBLIC.iter().zip(&before) {
            assert_eq!(app.get(path).body, *before, "{path}");
        }
        assert_eq!(app.get("/api/v1/releases/2026-Q4").status, 404);
        let id = made["id"].as_str().expect("a draft has an id");
        for path in
            ["/api/v1/drafts".to_owned(), format!("/api/v1/drafts/{id}"), format!("/api/v1/drafts/{id}/changes")]
        {
            assert_eq!(app.get(&path).status, 401, "{path}");
            assert_eq!(read(app, &team.approver, &path).status, 200, "{path}");
        }
        let kept = read(app, &team.approver, &format!("/api/v1/drafts/{id}/file"));
        assert_eq!(kept.body, text.as_bytes());
    });
}

/// Addresses that would tell of a draft if it were seen.
const PUBLIC: [&str; 6] = [
    "/api/v1",
    "/api/v1/releases",
    "/api/v1/objectives/30",
    "/api/v1/sources",
    "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-versions/records",
    "/feeds/releases.atom",
];

#[test]
fn errors_are_told_cell_by_cell_and_nothing_is_kept() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let text = in_row(&filled(&app, "2026-Q4", &[]), "objectives", "30", "progress = 75", "progress = 175");
    let text = in_row(&text, "objectives", "33", "progress = 100", "progress = 61");
    let line_of_61 = 1 + text.lines().position(|line| line == "progress = 61").expect("the figure is there");
    let refused = file(&app, &team.drafter, &text);
    assert_eq!(refused.status, 422, "{}", refused.text());
    let problem = refused.json();
    assert_eq!(problem["code"], "filing_refused");
    let remarks = problem["report"]["remarks"].as_array().expect("a list").clone();
    let errors: Vec<_> = remarks.iter().filter(|remark| remark["severity"] == "error").collect();
    assert_eq!(errors.len(), 2, "{errors:#?}");
    assert_eq!(
        (&errors[0]["rule"], &errors[0]["row"], &errors[0]["value"]),
        (&json!("percentage"), &json!("objectives 30"), &json!("175"))
    );
    assert_eq!(
        (&errors[1]["rule"], &errors[1]["row"], &errors[1]["line"]),
        (&json!("status_progress"), &json!("objectives 33"), &json!(line_of_61))
    );
    for error in errors {
        assert!(error["message"]["fr"].is_string() && error["hint"]["en"].is_string(), "{error}");
    }
    assert_eq!(read(&app, &team.drafter, "/api/v1/drafts").json()["data"], json!([]));
}

#[test]
fn the_same_file_makes_one_draft() {
    on_each_database(|app| {
        let team = Team::of(app);
        let text = filled(app, "2026-Q4", &[]);
        let first = draft(app, &team.drafter, &text);
        let again = file(app, &team.drafter, &text);
        assert_eq!((again.status, &again.json()["data"]["outcome"]), (200, &json!("repeated")));
        assert_eq!(again.json()["data"]["draft"]["id"], json!(first));
        let bearer = bearer(&team.drafter);
        let headers = [("Authorization", &*bearer), ("Content-Type", "application/toml"), ("Idempotency-Key", "q4")];
        let other = in_row(&text, "objectives", "30", "progress = 75", "progress = 80");
        let made = app.post("/api/v1/drafts", &headers, other.as_bytes());
        assert_eq!(made.status, 201, "{}", made.text());
        let repeated = app.post("/api/v1/drafts", &headers, other.as_bytes());
        assert_eq!(
            (repeated.status, &repeated.json()["data"]["draft"]["id"]),
            (200, &made.json()["data"]["draft"]["id"])
        );
        // A repeated request stays one, whatever became of its draft; the file alone makes another draft.
        let id = made.json()["data"]["draft"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(decide(app, &team.drafter, &id, "withdraw").status, 200);
        let repeated = app.post("/api/v1/drafts", &headers, other.as_bytes());
        assert_eq!((repeated.status, &repeated.json()["data"]["draft"]["state"]), (200, &json!("withdrawn")));
        assert_eq!(file(app, &team.drafter, &other).status, 201);
        let conflict = app.post("/api/v1/drafts", &headers, text.as_bytes());
        assert_eq!((conflict.status, &conflict.json()["code"]), (409, &json!("conflict")));
        assert_eq!(read(app, &team.drafter, "/api/v1/drafts").json()["data"].as_array().map(Vec::len), Some(3));
    });
}

#[test]
fn what_a_release_says_already_changes_nothing() {
    on_each_database(|app| {
        let team = Team::of(app);
        for (release, format) in [("2023", "csv"), ("2025", "csv-rfc4180"), ("2026", "toml"), ("2026", "xlsx")] {
            let exported = app.get(&format!("/api/v1/releases/{release}/template?format={format}"));
            let media = exported.header("content-type").expect("a media type").to_owned();
            let headers = [("Authorization", &*bearer(&team.drafter)), ("Content-Type", &*media)];
            let sent = app.post("/api/v1/drafts", &headers, &exported.body);
            assert_eq!(sent.status, 200, "{release} {format}: {}", sent.text());
            let data = &sent.json()["data"];
            assert_eq!((&data["outcome"], &data["release"]), (&json!("unchanged"), &json!(format!("{release}.1"))));
        }
        assert_eq!(read(app, &team.drafter, "/api/v1/drafts").json()["data"], json!([]));
    });
}

#[test]
fn the_changes_of_a_draft_are_those_that_readers_will_see() {
    on_each_database(|app| {
        let team = Team::of(app);
        let text = in_row(&filled(app, "2026-Q4", &[]), "objectives", "30", "progress = 75", "progress = 80");
        let id = draft(app, &team.drafter, &text);
        let told = read(app, &team.drafter, &format!("/api/v1/drafts/{id}/changes")).json()["data"].clone();
        let figure: Vec<_> =
            told.as_array().expect("a list").iter().filter(|change| change["objective"] == "30").collect();
        assert_eq!(figure.len(), 1, "{told:#}");
        assert_eq!((&figure[0]["before"]["value"], &figure[0]["after"]["value"]), (&json!("75"), &json!("80")));
        assert_eq!(decide(app, &team.approver, &id, "approve").status, 200);
        assert_eq!(app.json("/api/v1/changes?limit=500")["data"], told);
    });
}

/// Titles in French were stated in 2025 and taken over since: to state them again in the same words changes nothing.
#[test]
fn a_title_that_is_stated_again_is_no_change() {
    on_each_database(|app| {
        let team = Team::of(app);
        let template = app.get("/api/v1/releases/2026-Q4/template?format=toml").text();
        let dated = template.replacen("[release]\n", "[release]\ndate = \"not_published\"\n", 1);
        let reworded = dated.replacen("Accélérer la transformation numérique", "Test : accélérer", 1);
        let id = draft(app, &team.drafter, &reworded);
        let changes = read(app, &team.drafter, &format!("/api/v1/drafts/{id}/changes")).json()["data"].clone();
        let titles = changes.as_array().expect("a list").iter().filter(|change| change["field"] == "title_fr");
        let titles: Vec<_> = titles.map(|change| (change["kind"].clone(), change["code"].clone())).collect();
        assert_eq!(titles, [(json!("reworded"), json!("14"))]);
        assert_eq!(decide(app, &team.approver, &id, "approve").status, 200);
        assert_eq!(app.json("/api/v1/axes/4")["data"]["title_stated_in"]["fr"], "2026-Q4");
    });
}

#[test]
fn a_file_comes_as_the_body_or_as_the_part_of_a_form() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let text = filled(&app, "2026-Q4", &[]);
    let form = |part: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"../état.toml\"\r\n\r\n{text}\r\n--b--\r\n"
        )
    };
    let bearer = bearer(&team.drafter);
    let headers = [("Authorization", &*bearer), ("Content-Type", "multipart/form-data; boundary=b")];
    let sent = app.post("/api/v1/drafts", &headers, form("file").as_bytes());
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(sent.json()["data"]["draft"]["file_name"], "état.toml");
    let without = app.post("/api/v1/drafts", &headers, form("data").as_bytes());
    assert_eq!((without.status, &without.json()["param"]), (400, &json!("file")));
}

#[test]
fn a_body_that_is_no_file_is_refused_before_it_is_read() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let bearer = bearer(&team.drafter);
    let send = |media: &str, length: Option<&str>, body: &[u8]| {
        let mut head = format!(
            "POST /api/v1/drafts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: {bearer}\r\nContent-Type: {media}\r\n"
        );
        let own = body.len().to_string();
        head.push_str(&format!("Content-Length: {}\r\n\r\n", length.unwrap_or(&own)));
        app.raw(&[head.as_bytes(), body].concat(), false)
    };
    for (media, length, body, status, code) in [
        ("application/pdf", None, &b"%PDF"[..], 415, "unsupported_media_type"),
        ("text/csv", None, b"", 400, "invalid_body"),
        ("text/csv", Some("104857600"), b"level;code", 413, "body_too_large"),
        ("text/csv", None, b"level;code\r\n\xff\xfe", 422, "filing_refused"),
    ] {
        let answer = send(media, length, body);
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)), "{media}: {}", answer.text());
    }
}

#[test]
fn a_template_is_for_what_exists_or_comes_next() {
    let app = TestApp::on_sqlite();
    for (release, status) in
        [("2026", 200), ("2026-Q4", 200), ("2031", 200), ("2024", 404), ("2026-Q5", 404), ("next", 404)]
    {
        assert_eq!(app.get(&format!("/api/v1/releases/{release}/template?format=toml")).status, status, "{release}");
    }
    let refused = app.get("/api/v1/releases/2026/template?format=xls");
    assert_eq!((refused.status, &refused.json()["did_you_mean"]), (400, &json!("xlsx")));
}
