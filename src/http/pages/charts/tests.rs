//! What charts draw, worked out by hand and read back with an XML parser.

use chrono::NaiveDate;
use roxmltree::{Document, Node};

use super::{
    Figure, Head, Label, Setting, Sheet, Words,
    bars::{self, Bar},
    pair, steps, text, timeline,
};
use crate::domain::{deadline::DeadlineState, text::Language};

const FR: Language = Language::Fr;

fn drawn(sheet: &Sheet, setting: Setting) -> String {
    sheet.svg(Head { id: "p", title: "Avancement", language: FR, setting })
}

/// Elements of a class.
fn all<'a>(document: &'a Document, class: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
}

fn number(node: Node, name: &str) -> f64 {
    node.attribute(name).and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{name} of {node:?}"))
}

fn words(document: &Document) -> String {
    let lines = document.descendants().filter(|node| node.has_tag_name("tspan") && node.has_attribute("x"));
    let told = |line: Node| line.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    lines.map(told).collect::<Vec<String>>().join("\n")
}

/// A chart inline, whose namespace the page around it gives.
fn parsed(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"))
}

fn bar(name: &str, figure: Figure) -> Bar {
    Bar { label: Label::named(name), figure }
}

fn absent() -> Figure {
    Figure::Absent("non publié".to_owned())
}

#[test]
fn a_bar_is_as_long_as_its_figure_says() {
    // A sheet of 262 leaves 200 for the bar beside 62 for its value: 65 % of 200 are 130.
    let rows = [bar("Action 14", Figure::Percent(65)), bar("Objectif 32-1", Figure::Percent(100))];
    let svg = drawn(&bars::sheet(&rows, FR, 262.0), Setting::Inline);
    let document = parsed(&svg);
    let lengths: Vec<f64> = all(&document, "c-bar").into_iter().map(|node| number(node, "width")).collect();
    assert_eq!(lengths, [130.0, 200.0]);
    assert!(words(&document).contains("65\u{a0}%"));
    assert!(
        all(&document, "c-track").into_iter().all(|node| number(node, "width") == 199.0 && number(node, "x") == 0.5)
    );
}

#[test]
fn an_absent_figure_has_its_words_and_no_bar() {
    let svg = drawn(&bars::sheet(&[bar("Action 11", absent())], FR, 340.0), Setting::Inline);
    let document = parsed(&svg);
    assert!(all(&document, "c-bar").is_empty() && all(&document, "c-track").is_empty());
    assert_eq!(words(&document), "Action 11\nnon publié");
    assert!(!svg.contains("0\u{a0}%"));
}

#[test]
fn zero_is_a_figure_with_an_empty_track() {
    let svg = drawn(&bars::sheet(&[bar("Action 1", Figure::Percent(0))], FR, 340.0), Setting::Inline);
    let document = parsed(&svg);
    assert_eq!((all(&document, "c-bar").len(), all(&document, "c-track").len()), (0, 1));
    assert!(words(&document).contains("0\u{a0}%"));
}

#[test]
fn signs_that_markup_uses_are_text() {
    let title = Words::plain(r#"<b>&"tout"</b>"#);
    let row = Bar { label: Label { name: "Action <1>".into(), title: Some(title) }, figure: Figure::Percent(5) };
    for setting in [Setting::Inline, Setting::File, Setting::Pixels] {
        let svg = drawn(&bars::sheet(std::slice::from_ref(&row), FR, 340.0), setting);
        let document = parsed(&svg);
        assert!(words(&document).contains(r#"Action <1> · <b>&"tout"</b>"#), "{svg}");
        assert!(!svg.contains("<b>"));
    }
}

#[test]
fn a_chart_says_itself_in_words() {
    let rows = [bar("Axe 4", Figure::Percent(40)), bar("Action 11", absent())];
    let svg = drawn(&bars::sheet(&rows, FR, 340.0), Setting::File);
    let document = parsed(&svg);
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("aria-labelledby"), Some("p-title"));
    let by_id = |id: &str| document.descendants().find(|node| node.attribute("id") == Some(id)).and_then(|n| n.text());
    assert_eq!(by_id("p-title"), Some("Avancement"));
    assert_eq!(by_id("p-description"), Some("Axe 4\u{a0}: 40\u{a0}%. Action 11\u{a0}: non publié."));
}

#[test]
fn a_file_brings_its_schemes_and_a_page_brings_them_itself() {
    let sheet = bars::sheet(&[bar("Axe 4", Figure::Percent(40))], FR, 340.0);
    let (inline, file, pixels) =
        (drawn(&sheet, Setting::Inline), drawn(&sheet, Setting::File), drawn(&sheet, Setting::Pixels));
    assert!(!inline.contains("<style") && !inline.contains("xmlns"));
    assert!(file.contains("prefers-color-scheme:dark") && file.contains("xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(pixels.contains("<style") && !pixels.contains("@media"));
    assert!([&inline, &file, &pixels].iter().all(|svg| !svg.contains("style=") && !svg.contains("<script")));
}

#[test]
fn the_language_of_a_title_is_told() {
    let title = Some(Words::spoken("Improve efficiency", Language::En, FR));
    let row = Bar { label: Label { name: "Action 15".into(), title }, figure: Figure::Percent(13) };
    let svg = drawn(&bars::sheet(&[row], FR, 340.0), Setting::File);
    assert!(svg.contains(r#"<tspan lang="en" xml:lang="en"> Improve efficiency</tspan>"#), "{svg}");
}

fn point(release: &str, figure: Figure) -> steps::Point {
    steps::Point { release: release.to_owned(), date: None, figure }
}

#[test]
fn one_point_is_a_point() {
    let points = [point("2025", absent()), point("2026", Figure::Percent(40))];
    let svg = drawn(&steps::sheet(&points, FR, 250.0), Setting::Inline);
    let document = parsed(&svg);
    assert!(all(&document, "c-step").is_empty());
    let [only] = all(&document, "c-after")[..] else { panic!("{svg}") };
    // Two columns of 100 behind 50 for the scale; 40 % of the height of 160 is 64 above the base at 180.
    assert_eq!((number(only, "cx"), number(only, "cy")), (200.0, 116.0));
    assert_eq!(all(&document, "c-band").len(), 1);
    assert!(words(&document).contains("non publié"));
}

#[test]
fn neighbours_are_joined_by_steps_and_nothing_is_drawn_through_a_gap() {
    let figures = [Figure::Percent(0), Figure::Percent(50), absent(), Figure::Percent(100)];
    let points: Vec<steps::Point> = figures.into_iter().map(|figure| point("2026", figure)).collect();
    let svg = drawn(&steps::sheet(&points, FR, 450.0), Setting::Inline);
    let document = parsed(&svg);
    let ways: Vec<&str> = all(&document, "c-step").into_iter().filter_map(|node| node.attribute("d")).collect();
    // Columns of 100 behind 50: centres at 100 and 200; 0 % at 180, 50 % at 100. First across, then up.
    assert_eq!(ways, ["M100 180L200 180L200 100"]);
}

#[test]
fn a_comparison_tells_the_side_that_is_absent() {
    let row = |before, after| pair::Row { label: Label::named("Axe 1"), before, after };
    let rows = [row(absent(), Figure::Percent(50)), row(Figure::Percent(25), Figure::Percent(75))];
    let svg = drawn(&pair::sheet(["2025", "2026"], &rows, FR, 216.0), Setting::Inline);
    let document = parsed(&svg);
    assert!(words(&document).contains("non publié → 50\u{a0}%"));
    // The legend has one point of each kind. The scale is 200 long and begins at 8.
    let places = |class| all(&document, class).into_iter().map(|node| number(node, "cx")).skip(1).collect::<Vec<f64>>();
    assert_eq!((places("c-before"), places("c-after")), (vec![58.0], vec![108.0, 158.0]));
    let [between] = all(&document, "c-between")[..] else { panic!("{svg}") };
    assert_eq!((number(between, "x1"), number(between, "x2")), (58.0, 158.0));
}

fn aim(day: (i32, u32, u32), state: DeadlineState) -> timeline::Aim {
    let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).expect("a day");
    timeline::Aim { day, convention: Some("année = 31 décembre".into()), label: Words::plain("But"), state }
}

#[test]
fn aims_of_one_day_stand_together_with_their_convention() {
    let passed = aim((2025, 12, 31), DeadlineState::PassedWithoutPublishedState);
    let aims = [passed.clone(), passed, aim((2027, 12, 31), DeadlineState::Upcoming)];
    let on = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    let svg = drawn(&timeline::sheet(&aims, on, FR, 340.0), Setting::Inline);
    let document = parsed(&svg);
    let told = words(&document);
    assert_eq!(told.matches("31\u{a0}décembre 2025").count(), 1);
    assert_eq!(told.matches("convention\u{a0}: année = 31 décembre").count(), 2);
    assert_eq!(told.matches("But").count(), 3);
    // A hollow circle and a cross in the legend; then one for what is to come, two for what has passed.
    assert_eq!((all(&document, "c-open").len(), all(&document, "c-step").len()), (2, 6));
    assert!(svg.contains("31\u{a0}décembre 2025\u{a0}: échéance passée sans état publié\u{a0}: 2."), "{svg}");
    assert!(told.contains("22\u{a0}novembre 2026"));
}

#[test]
fn days_stand_on_the_axis_in_their_place() {
    let aims = [aim((2025, 1, 1), DeadlineState::Upcoming), aim((2026, 1, 1), DeadlineState::Upcoming)];
    let on = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    let svg = drawn(&timeline::sheet(&aims, on, FR, 340.0), Setting::Inline);
    let document = parsed(&svg);
    let axis = all(&document, "c-axis").into_iter().find(|node| node.attribute("x1") == node.attribute("x2"));
    let axis = axis.expect("an axis");
    let (top, bottom) = (number(axis, "y1"), number(axis, "y2"));
    let dots: Vec<f64> = all(&document, "c-bar")
        .into_iter()
        .filter(|node| node.has_tag_name("circle"))
        .map(|n| number(n, "cy"))
        .collect();
    // From 1 January 2024 to 1 January 2027 there are 1096 days; 366 and 731 of them to the two dots.
    let expected = [366.0, 731.0].map(|days| top + (bottom - top) * days / 1096.0);
    assert!(dots.iter().zip(expected).all(|(dot, expected)| (dot - expected).abs() < 0.02), "{dots:?} {expected:?}");
}

#[test]
fn nothing_leaves_the_picture() {
    let long = "Interopérabilité-anticonstitutionnellement démesurée ".repeat(6);
    let label = Label { name: "Objectif 32-1".into(), title: Some(Words::plain(&long)) };
    let rows = [Bar { label: label.clone(), figure: Figure::Percent(100) }];
    let pairs = [pair::Row { label, before: Figure::Absent(long.clone()), after: Figure::Percent(100) }];
    let points: Vec<steps::Point> = (0..17).map(|_| point("2026-Q4", Figure::Percent(100))).collect();
    let mut late = aim((2027, 12, 31), DeadlineState::Upcoming);
    late.label = Words::plain(&long);
    let on = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    let sheets = [
        bars::sheet(&rows, FR, 340.0),
        pair::sheet(["2025", "2026"], &pairs, FR, 340.0),
        steps::sheet(&points, FR, 340.0),
        timeline::sheet(&vec![late.clone(); 40], on, FR, 340.0),
        timeline::sheet(&[late], on, FR, 340.0),
    ];
    for sheet in sheets {
        let svg = drawn(&sheet, Setting::Inline);
        let document = parsed(&svg);
        for text in document.descendants().filter(|node| node.has_tag_name("text") && !node.has_attribute("transform"))
        {
            let size = number(text, "font-size");
            for line in text.children().filter(|node| node.has_attribute("x")) {
                let told: String =
                    line.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
                let (x, wide) = (number(line, "x"), text::width(&told, size, false));
                let (left, right) = match text.attribute("text-anchor") {
                    Some("middle") => (x - wide / 2.0, x + wide / 2.0),
                    Some("end") => (x - wide, x),
                    _ => (x, x + wide),
                };
                assert!(
                    left >= -2.0 && right <= 342.0 && number(line, "y") <= sheet.height,
                    "{told}: {left} to {right}"
                );
            }
        }
    }
}
