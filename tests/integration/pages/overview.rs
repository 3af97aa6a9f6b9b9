use crate::support::on_each_database;

/// The figures of the overview of 2026, in the order of the axes.
const FIGURES: [&str; 4] = ["50 %", "30 %", "50 %", "40 %"];

#[test]
fn the_four_axes_stand_with_their_published_figures() {
    on_each_database(|app| {
        let page = app.page("/fr");
        assert_eq!(page.texts("section[aria-labelledby=by-axis] tbody .number"), FIGURES);
        let english = app.page("/en");
        assert_eq!(english.texts("section[aria-labelledby=by-axis] tbody .number"), ["50%", "30%", "50%", "40%"]);
        assert_eq!(
            english.texts("section[aria-labelledby=by-axis] tbody th")[3],
            "Axis 4 New rules for a ministerial information system serving its users"
        );
    });
}

#[test]
fn what_is_announced_and_what_is_published_are_counted_apart() {
    on_each_database(|app| {
        let said = app.page("/fr").texts("main > p");
        let counted = "Annoncés : 4 axes, 17 actions, 46 objectifs. Publiés avec leur intitulé : 4 axes, 16 actions, 17 objectifs.";
        assert!(said.iter().any(|said| said == counted), "{said:?}");
    });
}

/// The numbers of statements are those that domain.md of the record counts: 1 (+5) / 7, 4 / 5, 5 / 5, 4 / 5.
#[test]
fn achievements_and_next_steps_are_listed_as_the_overview_of_2026_has_them() {
    on_each_database(|app| {
        let page = app.page("/en");
        for (axis, achievements, nested, steps) in [(1, 1, 5, 7), (2, 4, 0, 5), (3, 5, 0, 5), (4, 4, 0, 5)] {
            let count = |column: u8, deep: &str| {
                page.texts(&format!("#axis-{axis} .columns > div:nth-child({column}) > .statements > li{deep}")).len()
            };
            assert_eq!(count(2, ""), achievements, "axis {axis}");
            assert_eq!(count(2, " li"), nested, "axis {axis}");
            assert_eq!(count(3, ""), steps, "axis {axis}");
        }
    });
}

#[test]
fn action_11_is_told_apart_and_not_filled() {
    on_each_database(|app| {
        let page = app.page("/fr");
        let told = page.text("section[aria-labelledby=homeless] li");
        assert!(told.starts_with("Action 11 annoncée, mais nommée dans aucun document"), "{told}");
        assert_eq!(page.links("Action 11"), ["/fr/actions/11"]);
    });
}

#[test]
fn a_release_without_figures_says_so_and_draws_no_bar() {
    on_each_database(|app| {
        let page = app.page("/fr?release=2025");
        assert_eq!(page.texts("section[aria-labelledby=by-axis] tbody .number"), ["non publié"; 4]);
        assert!(page.texts("section.axis svg.bar").is_empty());
        // What was chosen stays chosen from page to page.
        assert_eq!(page.links("Axe 4")[0], "/fr/axes/4?release=2025");
        assert!(page.text(".notice").starts_with("Cette page montre la publication 2025.1."));
    });
}

#[test]
fn texts_in_the_other_language_are_marked() {
    on_each_database(|app| {
        let english = "New rules have been defined";
        let marked = app.page("/fr").texts("#axis-4 [lang=en]");
        assert!(marked.iter().any(|text| text.starts_with(english)), "{marked:?}");
        assert!(app.page("/en").texts("#axis-4 [lang=en]").is_empty());
    });
}
