//! `/og`: the picture that previews of links show, 1200 by 630 pixels, of the whole strategy and of each part of it.
//!
//! It is drawn as SVG and made into pixels with a font that ships, since a server may have none.

use std::sync::{Arc, LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, Tree, fontdb::Database},
};

use super::{
    subject::{Named, Subject},
    without_ending,
};
use crate::{
    domain::{
        catalogue::ABOUT,
        release::{At, Release},
        strategy::Level,
        text::Language,
    },
    http::{
        answers::PIXELS,
        links::joined,
        pages::{
            charts::{Figure, Head, Setting, Sheet, Type, Words, text},
            words,
        },
        params::Params,
        problem::{self, ApiError, Kind},
        state::{Body, Context, State},
    },
    store::{Db, Slice, axes},
};

/// The size that previews are made for, in pixels.
pub const WIDTH: i64 = 1200;
pub const HEIGHT: i64 = 630;

/// Where things begin, and the room that they have.
const LEFT: f64 = 56.0;
const ROOM: f64 = 1056.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("assets/DejaVuSans.ttf").to_vec());
    fonts.load_font_data(include_bytes!("assets/DejaVuSans-Bold.ttf").to_vec());
    Arc::new(fonts)
});

/// The path of the picture of a page below a language, in a release that was chosen.
pub fn path(language: Language, page: &str, choice: &str) -> String {
    let of = Named::of_page(page).map(|named| format!("/{}", named.path())).unwrap_or_default();
    joined(&format!("/og/{}{of}.png", language.as_str()), choice)
}

/// The picture of the strategy.
///
/// # Errors
/// Another name, no such release, or no database.
pub async fn of_site(
    request: HttpRequest,
    state: Data<State>,
    file: Path<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let named = without_ending(&request, &file, ".png")?;
    let language = Language::ALL.into_iter().find(|language| language.as_str() == named);
    let language = language.ok_or_else(|| {
        ApiError::new(Kind::UNKNOWN_PATH, "there is a picture in French and one in English")
            .at("path", request.path())
            .seeing(vec!["/og/fr.png".to_owned(), "/og/en.png".to_owned()])
    })?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let rows = axes::list(db, context.release.sequence, &Default::default(), &Slice::default())?;
        Ok(Body::new(pixels(&strategy(context, rows, language))?, PIXELS))
    };
    state.answer(&request, context, work).await
}

/// The picture of an axis, action or objective.
///
/// # Errors
/// A 404 that says what is known of the code, no such release, or no database.
pub async fn of_subject(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(Language, String, String)>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, level, file) = path.into_inner();
    let named = Named::parse(&level, without_ending(&request, &file, ".png")?)?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let subject = Subject::read(db, context, &named, language)?;
        Ok(Body::new(pixels(&part(&subject))?, PIXELS))
    };
    state.answer(&request, context, work).await
}

fn type_of(size: f64, class: &'static str) -> Type {
    Type { class, size, anchor: "start" }
}

/// A sheet of the right size with what all of them have: whose they are, and the release.
fn sheet(release: &Release, language: Language) -> Sheet {
    // The margin of a picture is 16 on each side.
    let mut sheet = Sheet::new(WIDTH as f64 - 32.0);
    sheet.height = HEIGHT as f64 - 32.0;
    sheet.rectangle("c-bar", [0.0, 0.0, 14.0, sheet.height], 0.0);
    sheet.word(type_of(34.0, "c-ink"), LEFT, 40.0, Words::plain("Jalon").bold());
    let claim = words::say(
        language,
        "stratégie du numérique pour l'éducation, en données ouvertes",
        "the French digital strategy for education, as open data",
    );
    sheet.word(type_of(24.0, "c-quiet"), LEFT + 130.0, 40.0, Words::plain(claim));
    let demonstration = words::say(language, "instance de démonstration", "demonstration instance");
    let foot = format!("{}, {}, {demonstration}", ABOUT.publisher, ABOUT.licence.name).replace('\'', "’");
    // Not that it is the latest: whoever shows previews keeps them for long.
    let (pinned, dated) = (release.pinned(), words::dated(language, release));
    let dated = words::say(language, &format!("Publication {pinned} : {dated}"), &format!("Release {pinned}: {dated}"));
    for (line, y) in [(dated.as_str(), 560.0), (foot.as_str(), 592.0)] {
        let size = [22.0, 20.0, 18.0].into_iter().find(|size| text::width(line, *size, false) <= ROOM).unwrap_or(16.0);
        sheet.word(type_of(size, "c-quiet"), LEFT, y, Words::plain(text::cut(line, size, false, ROOM)));
    }
    sheet
}

fn strategy(context: &Context, rows: Vec<axes::AxisRow>, language: Language) -> String {
    let mut sheet = sheet(&context.release, language);
    let title = words::say(language, "Où en est la stratégie, axe par axe", "How far the strategy is, axis by axis");
    sheet.word(type_of(48.0, "c-ink"), LEFT, 130.0, Words::plain(&title).bold());
    for (index, row) in rows.into_iter().enumerate().take(4) {
        let top = 178.0 + 84.0 * index as f64;
        let named = Named { level: Level::Axis, code: row.code };
        let figure = Figure::of(row.progress, words::say(language, "non publié", "not published"));
        sheet.word(type_of(32.0, "c-ink"), LEFT, top + 40.0, Words::plain(named.told(language)).bold());
        bar(&mut sheet, &figure, [LEFT + 150.0, top + 8.0, 720.0, 44.0]);
        let told = Words::plain(figure.told(language));
        let is_figure = matches!(figure, Figure::Percent(_));
        let (size, x) = if is_figure { (40.0, LEFT + 900.0) } else { (30.0, LEFT + 150.0) };
        sheet.word(type_of(size, "c-ink"), x, top + 44.0, if is_figure { told.bold() } else { told });
    }
    sheet.svg(Head { id: "jalon", title: &title, language, setting: Setting::Pixels })
}

fn part(subject: &Subject) -> String {
    let language = subject.language;
    let mut sheet = sheet(&subject.release, language);
    let runs = subject.label.runs();
    // The largest size at which the title takes at most four lines.
    let size = [50.0, 44.0, 38.0, 32.0, 27.0, 23.0].into_iter().find(|size| text::wrap(&runs, *size, ROOM).len() <= 4);
    let size = size.unwrap_or(20.0);
    sheet.column(type_of(size, "c-ink"), LEFT, 84.0, ROOM, &runs);
    let told = Words::plain(subject.figure.told(language));
    match subject.figure {
        Figure::Percent(_) => {
            let beside = LEFT + text::width(&told.text, 110.0, true) + 24.0;
            sheet.word(type_of(110.0, "c-ink"), LEFT, 446.0, told.bold());
            let what = words::say(language, "avancement publié", "published progress");
            let status = subject.status.iter().map(|status| format!(", {}", status.to_lowercase()));
            let what = Words::plain(what + &status.collect::<String>());
            sheet.word(type_of(30.0, "c-quiet"), beside, 446.0, what);
            bar(&mut sheet, &subject.figure, [LEFT, 472.0, ROOM, 40.0]);
        }
        Figure::Absent(_) => {
            sheet.word(type_of(60.0, "c-quiet"), LEFT, 410.0, told);
            let reason = subject.reason.clone().unwrap_or_default();
            sheet.column(type_of(28.0, "c-ink"), LEFT, 430.0, ROOM, &[Words::plain(reason)]);
        }
    }
    let title = subject.sentence();
    sheet.svg(Head { id: "jalon", title: &title, language, setting: Setting::Pixels })
}

fn bar(sheet: &mut Sheet, figure: &Figure, [x, y, width, height]: [f64; 4]) {
    if let Figure::Percent(value) = figure {
        let part = width * f64::from((*value).clamp(0, 100)) / 100.0;
        sheet.rectangle("c-track", [x + 0.5, y + 0.5, width - 1.0, height - 1.0], 0.0);
        if part > 0.0 {
            sheet.rectangle("c-bar", [x, y, part, height], 0.0);
        }
    }
}

/// Makes a drawing into pixels.
fn pixels(svg: &str) -> Result<Vec<u8>, ApiError> {
    let options = usvg::Options { fontdb: FONTS.clone(), ..usvg::Options::default() };
    let failed = |cause: String| {
        log::error!("a picture cannot be made: {cause}");
        problem::internal()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let [width, height] = [WIDTH, HEIGHT].map(|side| u32::try_from(side).unwrap_or_default());
    let mut canvas = Pixmap::new(width, height).ok_or_else(|| failed("no canvas".to_owned()))?;
    resvg::render(&tree, Transform::identity(), &mut canvas.as_mut());
    canvas.encode_png().map_err(|error| failed(error.to_string()))
}
