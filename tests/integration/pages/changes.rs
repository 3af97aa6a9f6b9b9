use crate::support::on_each_database;

#[test]
fn the_first_page_of_changes_compares_with_the_release_before() {
    on_each_database(|app| {
        let page = app.page("/en/changes");
        assert_eq!(page.text("h1"), "What changed from 2025 to 2026");
        assert_eq!(page.values("#from option[selected], #to option[selected]", "selected").len(), 2);
        let figures = page.texts("section[aria-labelledby=figures] tbody .number");
        assert_eq!(figures[..2], ["not published", "50%"]);
        assert_eq!(page.text("#count").split_whitespace().next(), Some("206"));
    });
}

#[test]
fn what_moved_is_told_with_both_texts() {
    on_each_database(|app| {
        let page = app.page("/fr/changes?from=2025&to=2026&kind=moved");
        assert_eq!(page.texts(".change").len(), 1);
        let told = page.text(".change");
        assert!(told.contains("Démarrer le P2IA cycle 3"), "{told}");
        assert!(told.contains("The Cycle 3 P2IA was launched in September 2025."), "{told}");
        assert_eq!(page.texts(".change [lang=en]").len(), 1);
    });
}

#[test]
fn two_releases_in_one_language_show_the_words_that_left_and_came() {
    on_each_database(|app| {
        let page = app.page("/fr/changes?from=2023&to=2025&kind=reworded");
        assert!(!page.texts(".change ins").is_empty() && !page.texts(".change del").is_empty());
    });
}

#[test]
fn a_comparison_that_cannot_be_made_is_explained() {
    on_each_database(|app| {
        for (path, status) in
            [("/fr/changes?from=2099", 404), ("/fr/changes?to=2023", 400), ("/fr/changes?from=x", 400)]
        {
            assert_eq!(app.page(path).status, status, "{path}");
        }
        assert!(app.page("/fr/changes?from=2099").text("main").contains("La publication « 2099 » n’existe pas."));
    });
}
