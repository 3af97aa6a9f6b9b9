//! Codes from paths and filters, and the rows they name, or why there is none.

use std::sync::Arc;

use super::{
    super::{
        params::QueryString,
        problem::{ApiError, Kind},
        state::Context,
    },
    collection::Guard,
};
use crate::{
    domain::{
        crosswalk::EDITIONS,
        strategy::{Level, ObjectiveCode},
    },
    store::{
        Db, Slice,
        actions::{self, ActionRow},
        axes::{self, AxisRow},
        objectives::{self, ObjectiveRow},
    },
};

/// The number of an axis or action, from the path.
///
/// # Errors
/// A text that is no number.
pub fn number(level: &str, text: String) -> Result<String, ApiError> {
    let plain =
        !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if plain { Ok(text) } else { Err(malformed(level, &text, "a number such as 4")) }
}

/// The code of an objective, from the path.
///
/// # Errors
/// A text that has none of the forms of a code.
pub fn objective_code(text: &str) -> Result<ObjectiveCode, ApiError> {
    ObjectiveCode::parse(text).ok_or_else(|| malformed("objective", text, OBJECTIVE_FORMS))
}

const OBJECTIVE_FORMS: &str = "a code such as 30, 32-1 or, in edition 2023, 4.2";

fn malformed(level: &str, text: &str, expected: &str) -> ApiError {
    let mut error = ApiError::invalid("code", text, expected);
    error.kind = Kind::INVALID_CODE;
    let value = error.value.clone().unwrap_or_default();
    error.detail = format!("`{value}` is no code of an {level}; expected {expected}");
    error.in_french(format!("« {value} » n’a pas la forme d’un code, comme 4, 30 ou 32-1."))
}

/// Numbers of axes or actions, from the query.
///
/// # Errors
/// A value that is no number.
pub fn numbers(query: &mut QueryString, name: &'static str) -> Result<Vec<String>, ApiError> {
    let values = query.texts(name)?;
    for value in &values {
        number(name, value.clone())
            .map_err(|_| ApiError::invalid(name, value, "a number such as 4, or several separated by commas"))?;
    }
    Ok(values)
}

/// Codes of objectives, from the query.
///
/// # Errors
/// A value that is no code.
pub fn objective_codes(query: &mut QueryString, name: &'static str) -> Result<Vec<String>, ApiError> {
    let values = query.texts(name)?;
    for value in &values {
        objective_code(value).map_err(|_| ApiError::invalid(name, value, OBJECTIVE_FORMS))?;
    }
    Ok(values)
}

/// An axis of the release that is read.
///
/// # Errors
/// A 404 that lists the axes.
pub fn axis(db: &mut Db, context: &Context, code: &str) -> Result<AxisRow, ApiError> {
    let found = axes::by_code(db, context.release.sequence, code)?;
    found.ok_or_else(|| {
        let known = ("the axes are 1 to 4".to_owned(), "les axes vont de 1 à 4".to_owned());
        missing(context, "axis", code, known, vec!["/api/v1/axes".to_owned()])
    })
}

/// An action of the release that is read.
///
/// # Errors
/// A 404 that tells how many actions the edition has.
pub fn action(db: &mut Db, context: &Context, code: &str) -> Result<ActionRow, ApiError> {
    if let Some(row) = actions::by_code(db, context.release.sequence, code)? {
        return Ok(row);
    }
    let count = actions::count(db, context.release.sequence, &actions::Filter::default())?;
    let edition = &context.release.edition;
    let known = (
        format!("the actions of edition {edition} are 1 to {count}"),
        format!("les actions de la version {edition} vont de 1 à {count}"),
    );
    Err(missing(context, "action", code, known, vec!["/api/v1/actions".to_owned()]))
}

/// An objective of the release that is read.
///
/// # Errors
/// A 404 that explains: a number in parts, a number that is not used, or a release that lists none.
pub fn objective(db: &mut Db, context: &Context, code: ObjectiveCode) -> Result<ObjectiveRow, ApiError> {
    let name = code.to_string();
    if let Some(row) = objectives::by_code(db, context.release.sequence, &name)? {
        return Ok(row);
    }
    let rows = objectives::list(db, context.release.sequence, &objectives::Filter::default(), &Slice::default())?;
    let here = |row: &ObjectiveRow| format!("/api/v1/objectives/{}", row.code);
    let list = vec!["/api/v1/objectives".to_owned()];
    let number = match code {
        ObjectiveCode::Number(number) | ObjectiveCode::Part(number, _) => Some(number),
        ObjectiveCode::InAction(..) => None,
    };
    let same_number: Vec<&ObjectiveRow> = rows.iter().filter(|row| number.is_some() && row.number == number).collect();
    if !same_number.is_empty() {
        let codes: Vec<&str> = same_number.iter().map(|row| row.code.as_str()).collect();
        let (parts, en_parties) =
            if codes.len() > 1 { ("in parts, as", "en parties :") } else { ("undivided, as", "en un seul :") };
        let number = number.unwrap_or_default();
        let known = (
            format!("the sources publish objective {number} {parts} {}", codes.join(" and ")),
            format!("les sources publient l’objectif {number} {en_parties} {}", codes.join(" et ")),
        );
        return Err(missing(context, "objective", &name, known, same_number.iter().map(|row| here(row)).collect()));
    }
    if rows.is_empty() {
        let id = &context.release.id;
        let known = (
            format!("the sources of release {id} list no objective by number or place"),
            format!("les sources de la publication {id} ne donnent d’objectif ni par numéro ni par place"),
        );
        return Err(missing(context, "objective", &name, known, vec!["/api/v1/releases".to_owned()]));
    }
    let numbers: Vec<i32> = rows.iter().filter_map(|row| row.number).collect();
    let Some(last) = numbers.iter().max() else {
        let edition = &context.release.edition;
        let known = (
            format!("objectives of edition {edition} have no number and are named action.place, such as 4.2"),
            format!("les objectifs de la version {edition} n’ont pas de numéro et se nomment action.place, comme 4.2"),
        );
        return Err(missing(context, "objective", &name, known, list));
    };
    if let ObjectiveCode::InAction(..) = code {
        let known = (
            "codes such as 4.2 name objectives of edition 2023, which release 2023 lists".to_owned(),
            "les codes comme 4.2 désignent des objectifs de la version 2023, que donne la publication 2023".to_owned(),
        );
        let mut error = missing(context, "objective", &name, known, Vec::new());
        error.see = vec!["/api/v1/objectives?release=2023".to_owned()];
        return Err(error);
    }
    let edition = &context.release.edition;
    let mut known = (
        format!("the numbers of edition {edition} end at {last}"),
        format!("les numéros de la version {edition} s’arrêtent à {last}"),
    );
    let (published, counted): (Vec<&ObjectiveRow>, Vec<&ObjectiveRow>) =
        rows.iter().partition(|row| row.publication_state == "published");
    if usize::try_from(*last).is_ok_and(|last| last < rows.len()) {
        let divided: Vec<String> = published
            .iter()
            .filter(|row| row.part == Some(1))
            .filter_map(|row| row.number)
            .map(|n| n.to_string())
            .collect();
        let (all, counted, published) = (rows.len(), counted.len(), published.len());
        known.0.push_str(&format!(
            "; the announced {all} are {counted} that are not published and {published} published rows, because {} is \
             in parts",
            divided.join(" and ")
        ));
        known.1.push_str(&format!(
            " ; les {all} annoncés sont {counted} qui ne sont pas publiés et {published} lignes publiées, car le {} est \
             en parties",
            divided.join(" et le ")
        ));
    }
    let parts = published.iter().filter(|row| row.part.is_some()).map(|row| here(row));
    Err(missing(context, "objective", &name, known, list.into_iter().chain(parts).collect()))
}

/// A 404 with what is known instead, in English and in French.
fn missing(context: &Context, level: &str, code: &str, (known, fr): (String, String), see: Vec<String>) -> ApiError {
    let pinned = context.release.pinned();
    let detail = format!("release {pinned} has no {level} {code}: {known}");
    let named = match level {
        "axis" => "d’axe",
        "action" => "d’action",
        _ => "d’objectif",
    };
    let see = see.iter().map(|path| context.chosen(path)).collect();
    let error = ApiError::new(Kind::NOT_FOUND, detail).at("code", code).expecting(known).seeing(see);
    error.in_french(format!("La publication {pinned} n’a pas {named} {code} : {fr}."))
}

/// Addresses of what stands beside an axis, action or objective of the edition that is read: its targets, their deadlines,
/// its indicators, the findings about it and, below the axes, its rows of the crosswalk.
pub fn beside(level: Level, code: &str, context: &Context) -> Vec<(&'static str, String)> {
    let (edition, name) = (&context.release.edition, level.as_str());
    let mut beside = vec![
        ("targets", format!("/targets?edition={edition}&{name}={code}")),
        ("deadlines", format!("/deadlines?edition={edition}&{name}={code}")),
        ("indicators", format!("/indicators?edition={edition}&{name}={code}")),
    ];
    let [earlier, later] = EDITIONS;
    // Findings name subjects in the numbering of the later edition unless they say otherwise; axes are the same in both.
    let prefix = if edition == earlier && level != Level::Axis { "2023+" } else { "" };
    beside.push(("findings", format!("/findings?subject={prefix}{name}+{code}")));
    if level != Level::Axis {
        let side = if edition == later { "to" } else { "from" };
        beside.push(("crosswalk", format!("/crosswalk?level={name}&{side}={code}")));
    }
    beside
}

/// For a list that belongs to nothing.
pub fn no_guard() -> Guard {
    Arc::new(|_, _| Ok(()))
}

/// For a list that belongs to an axis.
pub fn axis_exists(code: String) -> Guard {
    Arc::new(move |db, context| axis(db, context, &code).map(drop))
}

/// For a list that belongs to an action.
pub fn action_exists(code: String) -> Guard {
    Arc::new(move |db, context| action(db, context, &code).map(drop))
}

/// For a list that belongs to an objective.
pub fn objective_exists(code: ObjectiveCode) -> Guard {
    Arc::new(move |db, context| objective(db, context, code).map(drop))
}
