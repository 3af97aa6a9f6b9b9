use crate::support::{TestApp, on_each_database};

#[test]
fn the_form_makes_the_lines_of_a_frame() {
    on_each_database(|app| {
        let base = format!("http://{}", app.address);
        let page = app.page("/fr/embed?what=axis/4&kind=iframe");
        let code = page.text("textarea#code");
        assert!(code.starts_with(&format!("<iframe src=\"{base}/embed/axis/4\" title=\"Axe 4,")), "{code}");
        assert!(code.ends_with("></iframe>"), "{code}");
        assert_eq!(page.values("main img", "src"), ["/embed/axis/4.svg"]);
        assert_eq!(page.values("#what option[selected]", "value"), ["axis/4"]);
        // 4 axes, 17 actions and 46 objectives.
        assert_eq!(page.values("#what option", "value").len(), 67);
    });
}

#[test]
fn a_badge_in_english_frozen_to_a_release() {
    let app = TestApp::on_sqlite();
    let base = format!("http://{}", app.address);
    let page = app.page("/fr/embed?what=action/15&kind=badge&lang=en&release=2026.1");
    let expected = format!(
        "<a href=\"{base}/en/actions/15?release=2026.1\">\
         <img src=\"{base}/badge/action/15.svg?lang=en&amp;release=2026.1\" \
         alt=\"Action 15, published progress: 13%\"></a>"
    );
    assert_eq!(page.text("textarea#code"), expected);
    assert_eq!(page.values("main img", "src"), ["/badge/action/15.svg?lang=en&release=2026.1"]);
    assert_eq!(app.get("/badge/action/15.svg?lang=en&release=2026.1").status, 200);
    for (field, chosen) in [("kind", "badge"), ("lang", "en"), ("release", "2026.1")] {
        assert_eq!(page.values(&format!("#{field} option[selected]"), "value"), [chosen]);
    }
}

#[test]
fn without_a_choice_it_shows_the_first_axis_in_the_language_of_the_page() {
    let app = TestApp::on_sqlite();
    let page = app.page("/en/embed");
    assert!(page.text("textarea#code").contains("/embed/axis/1?lang=en\""));
    assert_eq!(page.values("#release option[selected]", "value"), [""]);
    // Every field has a label of its own.
    for field in ["what", "kind", "lang", "release", "code"] {
        assert_eq!(page.values(&format!("label[for={field}]"), "for"), [field]);
    }
    // A form without script sends its empty fields too.
    let answer = app.get("/en/embed?what=axis/4&kind=picture&lang=fr&release=");
    assert_eq!((answer.status, answer.header("location")), (302, Some("/en/embed?what=axis/4&kind=picture&lang=fr")));
}

#[test]
fn a_wrong_choice_is_told_beside_the_form() {
    let app = TestApp::on_sqlite();
    for (query, status) in [("what=objective/46", 404), ("what=axis/x", 400), ("what=nothing", 400)] {
        let answer = app.get(&format!("/fr/embed?{query}"));
        assert_eq!(answer.status, status, "{query}");
        let text = answer.text();
        assert!(text.contains("id=\"wrong\"") && text.contains("aria-invalid=\"true\""), "{query}");
        assert!(text.contains("<select id=\"what\"") && !text.contains("<textarea"), "{query}");
    }
    assert_eq!(app.get("/fr/embed?kind=video").status, 400);
    assert_eq!(app.get("/fr/embed?release=1999").status, 404);
}
