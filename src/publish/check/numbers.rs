//! Is a number printed in a text, in digits or as a word, and do the databases keep it as it is?

use crate::odsql::plan::PRINTED_BOUND;

/// The numbers that documents print as words, in French and in English.
const WORDS: [(&str, f64); 38] = [
    ("un", 1.0),
    ("une", 1.0),
    ("one", 1.0),
    ("single", 1.0),
    ("unique", 1.0),
    ("deux", 2.0),
    ("two", 2.0),
    ("trois", 3.0),
    ("three", 3.0),
    ("quatre", 4.0),
    ("four", 4.0),
    ("cinq", 5.0),
    ("five", 5.0),
    ("six", 6.0),
    ("sept", 7.0),
    ("seven", 7.0),
    ("huit", 8.0),
    ("eight", 8.0),
    ("neuf", 9.0),
    ("nine", 9.0),
    ("dix", 10.0),
    ("ten", 10.0),
    ("onze", 11.0),
    ("eleven", 11.0),
    ("douze", 12.0),
    ("twelve", 12.0),
    ("treize", 13.0),
    ("quinze", 15.0),
    ("fifteen", 15.0),
    ("seize", 16.0),
    ("sixteen", 16.0),
    ("vingt", 20.0),
    ("twenty", 20.0),
    ("trente", 30.0),
    ("thirty", 30.0),
    ("cinquante", 50.0),
    ("fifty", 50.0),
    ("cent", 100.0),
];

/// Whether `words` print `value`: `18,5`, `18.5`, `400 000`, `400,000`, `neuf`.
pub fn is_printed(value: f64, words: &str) -> bool {
    let lower = words.to_lowercase();
    let in_words = lower.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&(word, value)));
    in_words || numerals(words).contains(&value)
}

/// Whether `value` is nearer to zero than 2^53. From there on double precision takes two whole numbers for one, so that a
/// number may seem to be the printed one and be another; and a query is planned for numbers below it.
pub fn is_kept(value: f64) -> bool {
    value.abs() < PRINTED_BOUND
}

/// The numbers that stand in a text as digits. A comma or point before one or two digits is decimal; a space or comma
/// before three digits groups thousands.
fn numerals(text: &str) -> Vec<f64> {
    let characters: Vec<char> = text.chars().collect();
    let digits_at = |from: usize| characters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < characters.len() {
        let mut length = digits_at(at);
        if length == 0 {
            at += 1;
            continue;
        }
        let mut number: String = characters[at..at + length].iter().collect();
        at += length;
        while at + 1 < characters.len() {
            length = digits_at(at + 1);
            match characters[at] {
                ' ' | '\u{a0}' | '\u{202f}' | ',' if length == 3 => {}
                ',' | '.' if (1..=2).contains(&length) => number.push('.'),
                _ => break,
            }
            number.extend(&characters[at + 1..at + 1 + length]);
            at += 1 + length;
        }
        found.extend(number.parse::<f64>().ok());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_digits_and_in_words() {
        assert!(is_printed(18.5, "passer de 18,5 % à 14 %"));
        assert!(is_printed(400_000.0, "former 400 000 à 500 000 professionnels"));
        assert!(is_printed(300_000.0, "the 300,000 staff"));
        assert!(is_printed(1.2, "i.e. 1.2 million agents."));
        assert!(is_printed(9.0, "neuf projets"));
        assert!(!is_printed(50.0, "une majorité, la moitié, 500 élèves"));
        assert!(!is_printed(2.0, "doublement de la part des filles en 2022"));
    }

    #[test]
    fn numbers_are_kept_up_to_the_one_that_is_taken_for_the_next() {
        let number = |digits: &str| digits.parse::<f64>().expect("a number");
        assert!(is_kept(number("9007199254740991")) && is_kept(number("-9007199254740991")));
        // The nearest double to the printed number is that to 9007199254740992, so the two seem to agree.
        assert!(is_printed(number("9007199254740992"), "9 007 199 254 740 993"));
        assert!(!is_kept(number("9007199254740993")) && !is_kept(number("-9007199254740992")));
    }
}
