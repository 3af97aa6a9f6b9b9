use crate::support::on_each_database;

#[test]
fn an_action_shows_why_it_has_its_figure() {
    on_each_database(|app| {
        let page = app.page("/fr/actions/15");
        assert_eq!(page.text(".progress strong"), "13 %");
        let inputs = page.texts("section[aria-labelledby=why] tbody .number");
        assert_eq!(inputs, ["5 %", "5", "15 %", "15", "15 %", "15", "15 %", "15"]);
        assert_eq!(page.text("section[aria-labelledby=why] tfoot th"), "50 ÷ 4 = 25/2, arrondi à");
        assert_eq!(page.texts("section[aria-labelledby=why] tfoot td"), ["publié : 13 %", "13 %"]);
        let rivals = page.texts("section[aria-labelledby=why] details li");
        assert!(rivals.iter().any(|rival| rival.contains("soit 12 %")), "{rivals:?}");
    });
}

#[test]
fn axis_4_is_consistent_with_the_rule_and_not_proved() {
    on_each_database(|app| {
        let page = app.page("/en/axes/4");
        assert_eq!(page.text(".progress strong"), "40%");
        assert_eq!(page.text("section[aria-labelledby=why] tfoot th"), "485/3 ÷ 4 = 485/12, rounded to");
        assert!(page.text("section[aria-labelledby=why]").contains("is not proved"));
        // Axes 1 to 3 cannot be computed.
        assert!(app.page("/en/axes/1").texts("section[aria-labelledby=why] tfoot").is_empty());
    });
}

#[test]
fn an_objective_shows_status_figure_statements_and_the_words_of_its_source() {
    on_each_database(|app| {
        let page = app.page("/en/objectives/32-1");
        assert!(page.text("h1").starts_with("Objective 32-1 "));
        assert_eq!(page.text(".progress strong"), "100%");
        assert_eq!(page.text(".tag"), "Completed");
        // Its cell of next steps is empty in the document: null with a reason, not an empty list.
        assert_eq!(page.text("section[aria-labelledby=next-steps] .absent"), "not published");
        let quoted = page.texts("section[aria-labelledby=provenance] blockquote");
        assert!(quoted.iter().any(|words| words == "100%"), "{quoted:?}");
        let places = page.values("section[aria-labelledby=provenance] dt a", "href");
        assert!(places.iter().all(|place| place.starts_with("/en/sources/detail-2026#p")), "{places:?}");
        assert!(page.text("section[aria-labelledby=citing]").contains("Version 2026.1"));
    });
}

#[test]
fn history_has_one_point_and_no_trend() {
    on_each_database(|app| {
        let page = app.page("/en/objectives/30");
        let figures = page.texts("section[aria-labelledby=past] tbody .number");
        assert_eq!(figures.iter().filter(|figure| figure.ends_with('%')).collect::<Vec<_>>(), ["75%"]);
        assert!(figures.iter().filter(|figure| !figure.ends_with('%')).all(|figure| figure == "not published"));
        assert_eq!(page.texts("section[aria-labelledby=past] svg").len(), 1);
    });
}

#[test]
fn action_11_and_objective_5_are_explained_and_not_filled() {
    on_each_database(|app| {
        let page = app.page("/fr/actions/11");
        assert_eq!((page.status, page.text("h1").as_str()), (200, "Action 11 Sans nom dans les documents"));
        assert!(page.text(".notice").ends_with("Jalon n’invente rien à sa place."));
        assert!(page.texts("main .progress").is_empty());
        let page = app.page("/en/objectives/5");
        assert_eq!((page.status, page.text("h1").as_str()), (200, "Objective 5 Announced, not published"));
        assert!(page.text("section[aria-labelledby=provenance]").contains("No document says a word of it"));
    });
}

#[test]
fn an_ambiguous_row_says_why_it_is() {
    on_each_database(|app| {
        let ambiguous = app.json("/api/v1/objectives?release=2023&q=parite")["data"][0].clone();
        let code = ambiguous["code"].as_str().expect("the parity line is in edition 2023");
        let page = app.page(&format!("/fr/objectives/{code}?release=2023"));
        assert_eq!(page.texts(".notice")[1], ambiguous["note"]["fr"]);
    });
}

#[test]
fn every_page_offers_its_data() {
    on_each_database(|app| {
        for path in ["/fr", "/en/axes/4", "/fr/actions/14", "/en/objectives/30", "/fr/progress", "/fr/changes"] {
            let data = app.page(path).values(".behind .data a", "href");
            assert!(data.len() >= 3, "{path}: {data:?}");
            for address in data {
                assert_eq!(app.get(&address).status, 200, "{address}");
            }
        }
    });
}
