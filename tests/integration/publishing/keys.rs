//! Who may write.

use serde_json::json;

use super::{Team, bearer, key, read};
use crate::support::{TestApp, cli::jalon, on_each_database};

#[test]
fn a_key_is_made_shown_once_and_ended() {
    on_each_database(|app| {
        let team = Team::of(app);
        let headers = [("Authorization", &*bearer(&team.admin)), ("Content-Type", "application/json")];
        let body = json!({"name": "Bureau du pilotage", "scopes": ["approve", "draft", "draft"], "days": 30});
        let made = app.post("/api/v1/keys", &headers, body.to_string().as_bytes());
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json()["data"].clone();
        assert_eq!((&made["scopes"], &made["is_valid"]), (&json!(["draft", "approve"]), &json!(true)));
        let token = made["token"].as_str().expect("a token").to_owned();
        assert_eq!(read(app, &token, "/api/v1/drafts").status, 200);
        let listed = read(app, &team.admin, "/api/v1/keys").text();
        let secret = token.rsplit('_').next().expect("a secret");
        assert!(!listed.contains(secret), "a list shows no secret");
        assert!(listed.contains("Bureau du pilotage"), "{listed}");
        let id = made["id"].as_str().expect("an id");
        let revoked = app.request("DELETE", &format!("/api/v1/keys/{id}"), &[("Authorization", &*bearer(&team.admin))]);
        assert_eq!((revoked.status, &revoked.json()["data"]["is_valid"]), (200, &json!(false)));
        assert_eq!(read(app, &token, "/api/v1/drafts").status, 401);
    });
}

#[test]
fn a_key_expires() {
    on_each_database(|app| {
        let token = key(&app.database.url, "Short", &["draft"]);
        assert_eq!(read(app, &token, "/api/v1/drafts").status, 200);
        app.database.execute("UPDATE api_keys SET expires_at = '2026-01-01 00:00:00'");
        let expired = read(app, &token, "/api/v1/drafts");
        assert_eq!((expired.status, expired.header("www-authenticate")), (401, Some("Bearer realm=\"jalon\"")));
    });
}

#[test]
fn each_scope_is_needed_for_its_own() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let ask =
        |method: &str, path: &str, key: &str| app.request(method, path, &[("Authorization", &*bearer(key))]).status;
    for (method, path, allowed) in [
        ("GET", "/api/v1/drafts", [true, true, true]),
        ("POST", "/api/v1/drafts", [true, false, false]),
        ("POST", "/api/v1/drafts/none/approve", [false, true, false]),
        ("POST", "/api/v1/drafts/none/withdraw", [true, true, false]),
        ("GET", "/api/v1/keys", [false, false, true]),
        ("POST", "/api/v1/keys", [false, false, true]),
        ("DELETE", "/api/v1/keys/none", [false, false, true]),
        ("GET", "/api/v1/journal", [false, false, true]),
    ] {
        for (key, allowed) in [&team.drafter, &team.approver, &team.admin].into_iter().zip(allowed) {
            let status = ask(method, path, key);
            assert_eq!(status != 403, allowed, "{method} {path}: {status}");
            assert!(![401, 500].contains(&status), "{method} {path}: {status}");
        }
        assert_eq!(app.request(method, path, &[]).status, 401, "{method} {path}");
    }
}

#[test]
fn guesses_are_few_and_the_secret_is_not_repeated() {
    let app = TestApp::on_sqlite();
    let token = key(&app.database.url, "Somebody", &["draft"]);
    let (id, secret) = token.rsplit_once('_').expect("a token has two parts");
    let guess = format!("{id}_{}", secret.chars().rev().collect::<String>());
    // Ten may fail at once; the tenth makes its client wait for half a minute, which began with the first.
    for _ in 0..10 {
        let refused = read(&app, &guess, "/api/v1/drafts");
        assert_eq!(refused.status, 401);
        assert!(!refused.text().contains(&guess[20..]), "{}", refused.text());
    }
    // A guess that is right is not told from one that is wrong.
    for token in [&guess, &token] {
        let refused = read(&app, token, "/api/v1/drafts");
        refused.problem(429, "rate_limited");
        let wait: u64 = refused.header("retry-after").and_then(|wait| wait.parse().ok()).expect("seconds");
        assert!((20..=30).contains(&wait), "{wait}");
    }
    assert_eq!(app.get("/api/v1/axes/4").status, 200);
    for authorization in ["Basic YTpi", "Bearer", "Bearer ", "jalon"] {
        assert_eq!(
            app.request("GET", "/api/v1/drafts", &[("Authorization", authorization)]).status,
            401,
            "{authorization}"
        );
    }
}

#[test]
fn a_body_that_makes_no_key_is_refused_by_its_member() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let headers = [("Authorization", &*bearer(&team.admin)), ("Content-Type", "application/json")];
    for (body, param) in [
        (json!({"scopes": ["draft"]}), "name"),
        (json!({"name": "", "scopes": ["draft"]}), "name"),
        (json!({"name": "a\nb", "scopes": ["draft"]}), "name"),
        (json!({"name": "A"}), "scopes"),
        (json!({"name": "A", "scopes": []}), "scopes"),
        (json!({"name": "A", "scopes": ["read"]}), "scopes"),
        (json!({"name": "A", "scopes": "draft"}), "scopes"),
        (json!({"name": "A", "scopes": ["draft"], "days": 0}), "days"),
        (json!({"name": "A", "scopes": ["draft"], "days": 1.5}), "days"),
        (json!({"name": "A", "scopes": ["draft"], "day": 1}), "day"),
    ] {
        let refused = app.post("/api/v1/keys", &headers, body.to_string().as_bytes());
        assert_eq!((refused.status, &refused.json()["param"]), (400, &json!(param)), "{body}: {}", refused.text());
    }
}

#[test]
fn the_command_line_makes_lists_and_ends_keys() {
    on_each_database(|app| {
        let settings = [("DATABASE_URL", &*app.database.url), ("RUST_LOG", "error")];
        let token = key(&app.database.url, "Ligne de commande", &["draft"]);
        let id = token.split('_').nth(1).expect("a token names its key");
        jalon(&["keys", "list"], &settings).expect(0, &[id, "draft", "Ligne de commande", "until 20"]);
        jalon(&["keys", "revoke", id], &settings).expect(0, &["is revoked"]);
        jalon(&["keys", "list"], &settings).expect(0, &["revoked 20"]);
        jalon(&["keys", "revoke", "abc"], &settings).expect(1, &["no key has the id abc"]);
        jalon(&["keys", "create", "--name", "A", "--scope", "read"], &settings).expect(2, &["draft, approve, admin"]);
        jalon(&["drafts", "list"], &settings).expect(2, &["JALON_KEY is not set"]);
        let with_key = [settings[0], settings[1], ("JALON_KEY", &*token)];
        jalon(&["drafts", "list"], &with_key).expect(1, &["not known, has expired or was revoked"]);
    });
}
