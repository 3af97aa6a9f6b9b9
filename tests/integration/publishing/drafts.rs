//! From a file to a draft.

use serde_json::json;

use super::{Team, bearer, decide, draft, file, filled, in_row, key, publish, read};
use crate::support::{TestApp, cli::jalon, on_each_database};

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

/// A key that is lost, or a program that goes wrong, fills no disk.
#[test]
fn a_key_has_twenty_open_drafts_at_most() {
    on_each_database(|app| {
        let team = Team::of(app);
        let text = filled(app, "2026-Q4", &[]);
        let another = |number: i32| format!("{text}# {number}\n");
        let first = draft(app, &team.drafter, &text);
        let numbers = (2..=19).map(|number| format!("({number})")).collect::<Vec<_>>().join(", ");
        app.database.execute(&format!(
            "INSERT INTO drafts (id, release, revision, base_seq, file_name, content, content_sha256, state, made_by, made_at)
             SELECT id || '-' || column1, release, revision, base_seq, file_name, content, content_sha256 || column1, state,
                 made_by, made_at
             FROM drafts, (VALUES {numbers}) AS numbers"
        ));
        let last = draft(app, &team.drafter, &another(20));
        let refused = file(app, &team.drafter, &another(21));
        let problem = refused.problem(409, "conflict");
        for words in ["20 open drafts", "withdraw"] {
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(words)), "{problem}");
        }
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("filed.toml");
        std::fs::write(&path, another(21)).expect("the file is written");
        let publish = || {
            let settings = [("DATABASE_URL", &*app.database.url), ("JALON_KEY", &*team.drafter), ("RUST_LOG", "error")];
            jalon(&["publish", path.to_str().expect("text"), "--lang", "en"], &settings)
        };
        publish().expect(1, &["20 open drafts", "withdraw"]);
        // What makes no draft is told as ever, and another key has its own.
        assert_eq!(file(app, &team.drafter, &another(20)).status, 200);
        assert_eq!(file(app, &team.drafter, &in_row(&text, "objectives", "30", "= 75", "= 750")).status, 422);
        draft(app, &key(&app.database.url, "Another", &["draft"]), &another(22));
        assert_eq!(decide(app, &team.drafter, &first, "withdraw").status, 200);
        publish().expect(0, &["draft ", "2026-Q4.1"]);
        assert_eq!(file(app, &team.drafter, &another(23)).status, 409);
        // Those that were overtaken wait for nobody.
        assert_eq!(decide(app, &team.approver, &last, "approve").status, 200);
        let next = filled(app, "2027-Q1", &[]);
        draft(app, &team.drafter, &next);
    });
}

#[test]
fn a_release_more_than_a_year_ahead_is_refused() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let mistyped = filled(&app, "2026-Q4", &[("code = \"2026-Q4\"", "code = \"2062-Q4\"")]);
    let problem = file(&app, &team.drafter, &mistyped).problem(422, "filing_refused");
    let remark = &problem["report"]["remarks"][0];
    assert_eq!((&remark["rule"], &remark["severity"]), (&json!("release"), &json!("error")), "{problem:#}");
    assert_eq!(remark["value"], "2062-Q4");
    assert!(remark["hint"]["en"].as_str().is_some_and(|hint| hint.starts_with("a release after 2026, and of 20")));
}

/// A workbook is a while in the making; none that was made before a release is given after it.
#[test]
fn a_template_is_kept_until_a_release_is_published() {
    on_each_database(|app| {
        let path = "/api/v1/releases/2026-Q4/template?format=xlsx";
        let made = app.get(path);
        assert_eq!((made.header("cache-control"), made.header("jalon-release")), (Some("no-cache"), Some("2026.1")));
        assert_eq!(made.header("content-disposition"), Some("attachment; filename=\"2026-Q4.xlsx\""));
        app.database.execute("ALTER TABLE findings RENAME TO away");
        let kept = app.get(path);
        app.database.execute("ALTER TABLE away RENAME TO findings");
        assert_eq!((kept.status, kept.body == made.body), (200, true), "{}", app.database.name());
        let tag = made.header("etag").expect("a tag");
        assert_eq!(app.request("GET", path, &[("If-None-Match", tag)]).status, 304);
        let text = in_row(&filled(app, "2026-Q4", &[]), "objectives", "30", "progress = 75", "progress = 80");
        publish(app, &Team::of(app), &text);
        let next = app.request("GET", path, &[("If-None-Match", tag)]);
        assert_eq!((next.status, next.header("jalon-release")), (200, Some("2026-Q4.1")));
    });
}

#[test]
fn a_template_is_for_what_exists_or_comes_next() {
    let app = TestApp::on_sqlite();
    for (release, status) in [
        ("2026", 200),
        ("2026-Q4", 200),
        ("2027", 200),
        ("2024", 404),
        ("2026-Q5", 404),
        ("next", 404),
        ("2062-Q4", 404),
    ] {
        assert_eq!(app.get(&format!("/api/v1/releases/{release}/template?format=toml")).status, status, "{release}");
    }
    // The last year of which there is one is the next.
    let refused = app.get("/api/v1/releases/2062-Q4/template").problem(404, "unknown_release");
    let until = chrono::Utc::now().format("%Y").to_string().parse::<i32>().expect("a year") + 1;
    assert_eq!(refused["expected"], format!("2026, or a later year and quarter up to {until}-Q4"));
    let refused = app.get("/api/v1/releases/2026/template?format=xls");
    assert_eq!((refused.status, &refused.json()["did_you_mean"]), (400, &json!("xlsx")));
}
