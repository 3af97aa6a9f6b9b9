use crate::support::on_each_database;

/// The codes of the rows, in the order of the plan.
const ROWS: [&str; 17] =
    ["30", "31", "32-1", "32-2", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45"];

fn codes(page: &crate::support::html::Page) -> Vec<String> {
    let ids = page.values(".rows tbody tr", "id");
    ids.iter().map(|id| id.trim_start_matches("objective-").to_owned()).collect()
}

#[test]
fn every_published_objective_is_a_row_with_four_columns() {
    on_each_database(|app| {
        let page = app.page("/en/progress");
        assert_eq!(codes(&page), ROWS);
        assert_eq!(page.text("#count"), "17 objectives shown, of 17 published and 46 announced.");
        let row = page.texts("#objective-30 > *");
        assert!(row[0].starts_with("Objective 30 Simplify the information system"), "{row:?}");
        assert_eq!(row[1], "75% In progress");
        assert!(row[2].starts_with("The Digital Directorate for Education (DNE) has implemented"), "{row:?}");
        assert!(row[3].ends_with("will be held in mid-2026."), "{row:?}");
    });
}

#[test]
fn rows_are_grouped_under_axis_and_action_with_their_figures() {
    on_each_database(|app| {
        let page = app.page("/en/progress?axis=4");
        let actions = page.texts("#results h3");
        assert_eq!(actions.len(), 4);
        assert!(actions[0].starts_with("Action 14") && actions[0].ends_with("65%"), "{actions:?}");
        assert!(actions[1].ends_with("13%") && actions[2].ends_with("58%") && actions[3].ends_with("27%"));
    });
}

/// Three objectives are completed: 32-1, 33 and 39.
#[test]
fn the_filter_keeps_by_axis_action_status_and_words() {
    on_each_database(|app| {
        assert_eq!(codes(&app.page("/fr/progress?status=completed")), ["32-1", "33", "39"]);
        assert_eq!(codes(&app.page("/fr/progress?action=15")), ["35", "36", "37", "38"]);
        assert_eq!(codes(&app.page("/fr/progress?axis=4&status=in_progress")).len(), 14);
        assert_eq!(codes(&app.page("/fr/progress?action=14&status=completed")), ["32-1", "33"]);
        let page = app.page("/fr/progress?q=ACCESSIB");
        assert!(!codes(&page).is_empty());
        for title in page.texts(".rows tbody th") {
            assert!(title.to_lowercase().contains("accessib"), "{title}");
        }
    });
}

#[test]
fn the_form_shows_what_was_chosen_and_the_data_is_the_same_choice() {
    on_each_database(|app| {
        let page = app.page("/fr/progress?axis=4&status=completed&q=digital");
        assert_eq!(page.values("#filter input[checked]", "value"), ["4", "completed"]);
        assert_eq!(page.values("#words", "value"), ["digital"]);
        let data = page.values(".behind .data a", "href");
        assert_eq!(data[0], "/api/v1/objectives?axis=4&q=digital&status=completed&publication_state=published");
        let rows = app.json(&data[0])["meta"]["total"].as_u64();
        assert_eq!(rows, Some(codes(&page).len() as u64));
    });
}

#[test]
fn empty_fields_of_a_form_without_script_leave_the_address() {
    on_each_database(|app| {
        let answer = app.get("/fr/progress?axis=4&action=&q=");
        assert_eq!((answer.status, answer.header("location")), (302, Some("/fr/progress?axis=4")));
        let answer = app.get("/fr/progress?action=&q=");
        assert_eq!((answer.status, answer.header("location")), (302, Some("/fr/progress")));
    });
}

#[test]
fn axes_whose_objectives_are_not_published_say_so() {
    on_each_database(|app| {
        let page = app.page("/fr/progress?axis=2");
        assert!(codes(&page).is_empty());
        let said = page.texts("#results section p");
        assert!(said.iter().any(|said| said.contains("ni objectif numéroté ni avancement")), "{said:?}");
        let counted = app.page("/fr/progress").text("section[aria-labelledby=unpublished] p");
        assert!(counted.ends_with("29, du numéro 1 au numéro 29."), "{counted}");
    });
}

#[test]
fn a_choice_without_rows_helps_on() {
    on_each_database(|app| {
        let page = app.page("/en/progress?q=zebra");
        assert_eq!(page.text("#count"), "0 objective shown, of 17 published and 46 announced. Show all");
        assert!(page.text("#results .notice").starts_with("No published objective meets these conditions."));
    });
}

#[test]
fn a_value_that_the_filter_does_not_take_is_explained_on_a_page() {
    on_each_database(|app| {
        let page = app.page("/fr/progress?status=late");
        assert_eq!(page.status, 400);
        assert!(page.text("main").contains("Le paramètre « status » vaut « late »"));
        assert!(page.text("main [lang=en]").contains("in_progress"));
        assert_eq!(app.page("/en/progress?axsi=4").status, 400);
        for path in ["/fr/progress?axis=9", "/fr/progress?action=99", "/fr/changes?axis=9", "/fr/deadlines?axis=9"] {
            assert_eq!(app.page(path).status, 404, "{path}");
        }
        assert_eq!(app.page("/en/progress?axsi=4").text("main code"), "axis");
    });
}
