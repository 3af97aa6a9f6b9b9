//! Simulations: the arithmetic was done by hand from the percentages that the documents print.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, on_each_database, problem::says};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn simulate(app: &TestApp, query: &str, body: &str) -> Answer {
    app.post(&format!("/api/v1/simulations{query}"), &[JSON], body.as_bytes())
}

fn simulated(app: &TestApp, query: &str, body: &Value) -> Value {
    let answer = simulate(app, query, &body.to_string());
    assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    answer.json()["data"].clone()
}

/// What changed, as level, code, figure before and after.
fn changed(simulation: &Value) -> Vec<Value> {
    let changed = simulation["changed"].as_array().expect("what changed").iter();
    let outcome = |outcome: &Value| json!([outcome["fraction"], outcome["value"]]);
    changed.map(|row| json!([row["level"], row["code"], outcome(&row["before"]), outcome(&row["after"])])).collect()
}

#[test]
fn objective_34_at_100_moves_its_action_and_axis() {
    on_each_database(|app| {
        let simulation = simulated(app, "", &json!({"objectives": {"34": 100}}));
        assert_eq!(simulation["simulation"], true);
        // (390 - 5 + 100) / 6, and (485/6 + 25/2 + 115/2 + 80/3) / 4.
        let expected = [
            json!(["objective", "34", ["5", 5], ["100", 100]]),
            json!(["action", "14", ["65", 65], ["485/6", 81]]),
            json!(["axis", "4", ["485/12", 40], ["355/8", 44]]),
        ];
        assert_eq!(changed(&simulation), expected);
        assert_eq!(simulation["changed"][1]["published"], 65);
    });
}

#[test]
fn the_receipts_show_what_was_replaced() {
    on_each_database(|app| {
        let simulation = simulated(app, "", &json!({"objectives": {"34": 100}}));
        let [action, axis] = &simulation["receipts"].as_array().expect("receipts")[..] else { panic!("two receipts") };
        assert_eq!(
            json!([action["code"], action["sum"], action["count"], action["result"]]),
            json!(["14", "485", 6, 81])
        );
        assert_eq!(json!([axis["code"], axis["sum"], axis["count"], axis["result"]]), json!(["4", "355/2", 4, 44]));
        let replaced = |receipt: &Value| -> Vec<Value> {
            let inputs = receipt["inputs"].as_array().expect("inputs").iter();
            inputs.filter(|input| input["simulated"] == true).map(|input| input["code"].clone()).collect()
        };
        assert_eq!((replaced(action), replaced(axis)), (vec![json!("34")], vec![json!("14")]));
    });
}

#[test]
fn several_objectives_are_simulated_together() {
    on_each_database(|app| {
        let simulation = simulated(app, "", &json!({"objectives": {"45": 0, "35": 100, "32-2": 60}}));
        // 145/4 = 36.25; 75/3 = 25; objective 32-2 keeps its 60, so action 14 keeps its 65.
        let expected = [
            json!(["objective", "32-2", ["60", 60], ["60", 60]]),
            json!(["objective", "35", ["5", 5], ["100", 100]]),
            json!(["objective", "45", ["5", 5], ["0", 0]]),
            json!(["action", "14", ["65", 65], ["65", 65]]),
            json!(["action", "15", ["25/2", 13], ["145/4", 36]]),
            json!(["action", "17", ["80/3", 27], ["25", 25]]),
            // (65 + 145/4 + 115/2 + 25) / 4 = 735/16 = 45.9
            json!(["axis", "4", ["485/12", 40], ["735/16", 46]]),
        ];
        assert_eq!(changed(&simulation), expected);
    });
}

#[test]
fn a_simulation_is_not_stored() {
    on_each_database(|app| {
        let before = app.get("/api/v1/progress?limit=500").text();
        let answer = simulate(app, "?release=2026.1", r#"{"objectives": {"34": 100}}"#);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("etag"), None);
        assert_eq!(answer.header("jalon-release"), Some("2026.1"));
        assert_eq!(answer.json()["meta"]["release"]["pinned"], "2026.1");
        assert_eq!(app.get("/api/v1/progress?limit=500").text(), before);
        assert_eq!(app.json("/api/v1/axes/4/derivation")["data"]["result"], 40);
    });
}

/// Nothing is made of what stays unpublished beside the simulated figure.
#[test]
fn a_simulation_of_an_unpublished_figure_computes_what_it_can() {
    on_each_database(|app| {
        let one = simulated(app, "?release=2023", &json!({"objectives": {"1.1": 50}}));
        let nothing = json!([null, null]);
        let expected = [
            json!(["objective", "1.1", nothing, ["50", 50]]),
            json!(["action", "1", nothing, nothing]),
            json!(["axis", "1", nothing, nothing]),
        ];
        assert_eq!(changed(&one), expected);
        assert_eq!(one["changed"][1]["absent"]["after"], "not_published");
        assert_eq!(one["receipts"][0]["missing"], json!(["1.2"]));
        let both = simulated(app, "?as_of=2023-12-31", &json!({"objectives": {"1.1": 50, "1.2": 25}}));
        assert_eq!(changed(&both)[2], json!(["action", "1", nothing, ["75/2", 38]]));
    });
}

#[test]
fn a_bad_body_is_refused_with_the_member_at_fault() {
    on_each_database(|app| {
        for (body, param, value) in [
            ("", "body", ""),
            ("{", "body", "{"),
            ("[]", "body", "[…]"),
            ("null", "body", "null"),
            (r#"{"objectives": {"34": 1}} x"#, "body", r#"{"objectives": {"34": 1}} x"#),
            (r#"{"objective": {"34": 1}}"#, "objective", "{…}"),
            (r#"{"objectives": 5}"#, "objectives", "5"),
            (r#"{"objectives": ["34"]}"#, "objectives", "[…]"),
            (r#"{"objectives": {}}"#, "objectives", "0 objectives"),
            (r#"{"objectives": {"34": 1}, "objectives": {"35": 1}}"#, "objectives", "{…}"),
            (r#"{"objectives": {"34": 1, "34": 2}}"#, "objectives.34", "2"),
            (r#"{"objectives": {"34": 101}}"#, "objectives.34", "101"),
            (r#"{"objectives": {"34": -1}}"#, "objectives.34", "-1"),
            (r#"{"objectives": {"34": 12.5}}"#, "objectives.34", "12.5"),
            (r#"{"objectives": {"34": 5.0}}"#, "objectives.34", "5.0"),
            (r#"{"objectives": {"34": "100"}}"#, "objectives.34", "\"100\""),
            (r#"{"objectives": {"34": true}}"#, "objectives.34", "true"),
            (r#"{"objectives": {"34": null}}"#, "objectives.34", "null"),
            (r#"{"objectives": {"34": 18446744073709551615}}"#, "objectives.34", "18446744073709551615"),
            (r#"{"objectives": {"30": 1, "3": 1}}"#, "objectives.3", "1"),
            (r#"{"objectives": {"46": 1}}"#, "objectives.46", "1"),
            (r#"{"objectives": {"32": 1}}"#, "objectives.32", "1"),
            (r#"{"objectives": {"032-1": 1}}"#, "objectives.032-1", "1"),
            (r#"{"objectives": {"4.2": 1}}"#, "objectives.4.2", "1"),
            (r#"{"objectives": {"": 1}}"#, "objectives.", "1"),
        ] {
            let problem = simulate(app, "", body).problem(400, "invalid_body");
            assert_eq!((problem["param"].as_str(), problem["value"].as_str()), (Some(param), Some(value)), "{body}");
            assert!(problem["expected"].is_string(), "{problem}");
        }
        let missing = simulate(app, "", "{}").problem(400, "invalid_body");
        assert_eq!(missing["param"], "objectives");
    });
}

#[test]
fn an_objective_that_cannot_be_simulated_is_explained() {
    on_each_database(|app| {
        let refused = |query: &str, code: &str| {
            simulate(app, query, &json!({"objectives": {code: 1}}).to_string()).problem(400, "invalid_body")
        };
        let announced = refused("", "3");
        assert!(says(&announced, "detail", "no document says to which action it belongs"), "{announced}");
        assert!(says(&announced, "expected", "32-1, 32-2, 33"), "{announced}");
        assert_eq!(announced["did_you_mean"], json!(null));
        let divided = refused("", "32");
        assert!(says(&divided, "detail", "32-1 and 32-2"), "{divided}");
        assert_eq!(divided["did_you_mean"], "32-1");
        assert_eq!(refused("", "32_2")["did_you_mean"], "32-2");
        assert!(says(&refused("", "46"), "detail", "end at 45"));
        assert_eq!(refused("", "99")["did_you_mean"], json!(null));
        let none = refused("?release=2025", "34");
        assert!(says(&none, "expected", "2025.1 publishes no objective with its action"), "{none}");
        let typo = simulate(app, "", r#"{"objectivs": {"34": 1}}"#).problem(400, "invalid_body");
        assert_eq!(typo["did_you_mean"], "objectives");
    });
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    let app = TestApp::on_sqlite();
    app.post("/api/v1/simulations", &[JSON], b"{\"objectives\": {\"\xff\": 1}}").problem(400, "invalid_body");
    let deep = "[".repeat(5_000);
    simulate(&app, "", &deep).problem(400, "invalid_body");
    simulate(&app, "", &format!("{{\"objectives\": {{\"34\": {deep}")).problem(400, "invalid_body");
}

#[test]
fn a_body_of_another_type_or_size_is_refused() {
    let app = TestApp::on_sqlite();
    let body = br#"{"objectives": {"34": 100}}"#;
    let refused = |headers: &[(&str, &str)]| {
        app.post("/api/v1/simulations", headers, body).problem(415, "unsupported_media_type")
    };
    assert_eq!(refused(&[])["param"], "Content-Type");
    assert_eq!(refused(&[("Content-Type", "text/plain")])["value"], "text/plain");
    assert_eq!(refused(&[("Content-Type", "application/x-www-form-urlencoded")])["expected"], "application/json");
    assert_eq!(refused(&[JSON, ("Content-Encoding", "gzip")])["param"], "Content-Encoding");
    let with_charset = [("Content-Type", "application/json; charset=utf-8")];
    assert_eq!(app.post("/api/v1/simulations", &with_charset, body).status, 200);
    let padded = |length: usize| format!("{}{}", " ".repeat(length - body.len()), String::from_utf8_lossy(body));
    assert_eq!(simulate(&app, "", &padded(16_384)).status, 200);
    let problem = simulate(&app, "", &padded(16_385)).problem(413, "body_too_large");
    assert!(says(&problem, "expected", "16384"), "{problem}");
    let many: Vec<String> = (1..=101).map(|number| format!("\"{number}\": 1")).collect();
    let problem =
        simulate(&app, "", &format!("{{\"objectives\": {{{}}}}}", many.join(","))).problem(400, "invalid_body");
    assert_eq!((&problem["param"], &problem["value"]), (&json!("objectives"), &json!("101 objectives")));
}

#[test]
fn a_body_in_chunks_is_read() {
    let app = TestApp::on_sqlite();
    let chunks = "10\r\n{\"objectives\": {\r\nb\r\n\"34\": 100}}\r\n0\r\n\r\n";
    let request = format!(
        "POST /api/v1/simulations HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n{chunks}",
        app.address
    );
    let answer = app.raw(request.as_bytes(), false);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn the_query_chooses_the_release_and_nothing_else() {
    on_each_database(|app| {
        let body = r#"{"objectives": {"34": 100}}"#;
        simulate(app, "?release=2024", body).problem(404, "unknown_release");
        simulate(app, "?objectives=34", body).problem(400, "unknown_parameter");
        simulate(app, "?release=2026&as_of=2026-04-01", body).problem(400, "conflicting_parameters");
        let refused = app.post("/api/v1/simulations", &[JSON, ("Accept", "text/csv")], body.as_bytes());
        refused.problem(406, "not_acceptable");
    });
}

#[test]
fn only_post_is_taken_and_browsers_may_send_it() {
    let app = TestApp::on_sqlite();
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let answer = app.request(method, "/api/v1/simulations", &[]);
        let problem = answer.problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("POST, OPTIONS"), "{method}");
        assert!(says(&problem, "expected", "POST"), "{problem}");
    }
    let head = app.request("HEAD", "/api/v1/simulations", &[]);
    assert_eq!((head.status, head.header("allow")), (405, Some("POST, OPTIONS")));
    let asked = [("Origin", "https://page.example"), ("Access-Control-Request-Method", "POST")];
    let preflight = app.request("OPTIONS", "/api/v1/simulations", &asked);
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(preflight.header("access-control-allow-methods"), Some("POST, OPTIONS"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("*"));
    let answer = simulate(&app, "", r#"{"objectives": {"34": 100}}"#);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}
