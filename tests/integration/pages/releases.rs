use crate::support::on_each_database;

#[test]
fn releases_are_listed_newest_first_with_the_bounds_of_their_dates() {
    on_each_database(|app| {
        let page = app.page("/fr/releases");
        assert_eq!(page.texts("tbody th"), ["2026.1 courante", "2025.1", "2023.1"]);
        let date = page.text("tbody tr:first-child td");
        assert_eq!(date, "entre le 5 décembre 2025 et le 31 mars 2026 (les documents ne sont pas datés)");
    });
}

#[test]
fn a_release_says_what_bounds_its_date() {
    on_each_database(|app| {
        let page = app.page("/en/releases/2026");
        assert_eq!(page.text("h1"), "Release 2026.1");
        assert!(page.texts("main dt").iter().any(|term| term == "Not before 5 December 2025"));
        assert_eq!(
            page.links("The signed archive: every file, every form (ZIP)"),
            ["/api/v1/releases/2026.1/bundle.zip"]
        );
        assert_eq!(app.page("/en/releases/2031").status, 404);
    });
}
