use crate::support::{TestApp, on_each_database};

#[test]
fn words_are_found_and_marked_whatever_their_case_and_accents() {
    on_each_database(|app| {
        let page = app.page("/fr/search?q=donnees+ecole");
        assert_eq!((page.status, page.text("main h2").as_str()), (200, "1 résultat pour « donnees ecole »"));
        assert_eq!(page.links("Action 13"), ["/fr/actions/13"]);
        assert_eq!(page.text(".found .text"), "Mobiliser les données au service de l’École");
        assert_eq!(page.texts("mark"), ["données", "École"]);
        assert_eq!(page.values("meta[name=robots]", "content"), ["noindex"]);
    });
}

#[test]
fn without_words_there_is_just_the_form() {
    let app = TestApp::on_sqlite();
    for path in ["/fr/search", "/fr/search?q=+"] {
        let page = app.page(path);
        assert_eq!((page.status, page.text("h1").as_str()), (200, "Recherche"));
        assert_eq!(page.values("label[for=words]", "for"), ["words"]);
        assert_eq!(page.values("#words", "name"), ["q"]);
        assert!(page.texts(".found, main h3").is_empty(), "{path}");
    }
}

/// The same search as that of the API, where a field in two languages is two hits.
#[test]
fn results_stand_by_kind_and_lead_to_their_pages() {
    on_each_database(|app| {
        let page = app.page("/en/search?q=eco-design");
        let headings = page.texts(".found h3");
        assert!(headings.contains(&"Objectives (1)".to_owned()), "{headings:?}");
        assert_eq!(page.links("Objective 44"), ["/en/objectives/44"]);
        let hits = app.json("/api/v1/search?q=eco-design&limit=500");
        for hit in hits["data"].as_array().into_iter().flatten() {
            let text = hit["text"].as_str().expect("a text");
            let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let other = hit["language"] == "fr";
            assert!(other || page.texts(".found .text").contains(&folded), "{hit}");
        }
        // Targets and statements have no page of their own: they lead to what they belong to.
        let all = page.values(".found a", "href");
        let folders =
            ["/en/axes/", "/en/actions/", "/en/objectives/", "/en/sources/", "/en/findings/", "/en/glossary#"];
        assert!(all.iter().all(|link| folders.iter().any(|folder| link.starts_with(folder))), "{all:?}");
    });
}

#[test]
fn a_target_of_another_edition_leads_to_its_source() {
    let app = TestApp::on_sqlite();
    // T1 is one of the vision of 2023; action codes of 2023 name other actions in the current release.
    let page = app.page("/fr/search?q=coll%C3%A9giens&kind=target");
    assert_eq!(page.links("Cible T1"), ["/fr/sources/vision-2023"]);
    let page = app.page("/fr/search?q=coll%C3%A9giens&kind=target&release=2023");
    assert!(page.links("Cible T1")[0].ends_with("?release=2023"));
}

#[test]
fn many_results_are_cut_by_kind_and_one_kind_is_given_whole() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/search?q=e");
    let actions = page.texts(".found")[1].clone();
    assert!(
        actions.starts_with("Actions (16) ") && actions.ends_with("Voir les 16 résultats : Actions (16)"),
        "{actions}"
    );
    let more = page.values(".found p a", "href");
    assert!(more.contains(&"/fr/search?q=e&kind=action".to_owned()), "{more:?}");
    let all = app.page("/fr/search?q=e&kind=action");
    assert_eq!(all.texts(".found li").len(), 16);
    assert_eq!(all.values("#kind option[selected]", "value"), ["action"]);
    assert!(all.texts(".found p").is_empty());
}

/// The report of 2025 is in French, that of 2026 in English; the word is a misprint of the first, and a finding in both.
#[test]
fn where_there_is_nothing_other_releases_and_ways_on_are_named() {
    on_each_database(|app| {
        let page = app.page("/fr/search?q=lancerle&kind=statement");
        assert_eq!(page.text("main h2"), "Aucun résultat pour « lancerle »");
        assert_eq!(page.links("la publication 2025"), ["/fr/search?q=lancerle&kind=statement&release=2025"]);
        let there = app.page("/fr/search?q=lancerle&kind=statement&release=2025");
        assert_eq!(there.texts("mark"), ["lancerle"]);
        assert_eq!(there.values("form.filter input[type=hidden]", "value"), ["2025"]);
        let nowhere = app.page("/en/search?q=zzzz");
        assert_eq!(nowhere.text("main h3"), "What helps");
        assert!(nowhere.links("release 2025").is_empty());
    });
}

#[test]
fn what_is_typed_is_shown_as_text() {
    let app = TestApp::on_sqlite();
    let answer = app.get("/fr/search?q=%3Cb%3E%22&kind=");
    assert_eq!((answer.status, answer.header("location")), (302, Some("/fr/search?q=%3Cb%3E%22")));
    let page = app.page("/fr/search?q=%3Cb%3E%22");
    assert_eq!(page.values("#words", "value"), ["<b>\""]);
    assert!(page.texts("main b").is_empty());
}

#[test]
fn a_kind_that_is_none_and_too_many_words_are_explained() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/search?q=e&kind=actions");
    assert_eq!(page.status, 400);
    let words: Vec<String> = (0..33).map(|number| format!("w{number}")).collect();
    let page = app.page(&format!("/fr/search?q={}", words.join("+")));
    assert_eq!((page.status, page.text(".lead").as_str()), (400, "Une recherche prend au plus 32 mots."));
}
