//! How charts put words together, in French and in English.

use crate::domain::text::Language;

/// A name and what is said of it: `Axe 4 : 40 %` in French, `Axis 4: 40%` in English.
pub fn pair(name: &str, said: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("{name}\u{a0}: {said}"),
        Language::En => format!("{name}: {said}"),
    }
}

/// Sentences in one line, each with its full stop.
pub fn sentences(parts: &[String]) -> String {
    let ended = |part: &String| if part.ends_with(['.', '…']) { part.clone() } else { format!("{part}.") };
    parts.iter().map(ended).collect::<Vec<_>>().join(" ")
}
