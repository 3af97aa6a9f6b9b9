//! The ids of a request: its own, and that of the trace that it is part of.

use actix_web::http::header::HeaderValue;

use crate::domain::source::hexadecimal;

/// The id of a request: 16 hexadecimal digits.
pub fn request() -> String {
    random::<8>()
}

/// The id of a trace: that of a valid `traceparent`, else one of its own.
pub fn trace(traceparent: Option<&HeaderValue>) -> String {
    let given = traceparent.and_then(|line| line.to_str().ok()).and_then(parent);
    given.map_or_else(random::<16>, str::to_owned)
}

/// The trace id of a `traceparent`, if it is valid (W3C Trace Context, section 3.2).
fn parent(given: &str) -> Option<&str> {
    let is_hexadecimal = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let mut parts = given.splitn(5, '-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let (parent, flags, rest) = (parts.next()?, parts.next()?, parts.next());
    let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    let holds = is_hexadecimal(version, 2)
        && version != "ff"
        && (version != "00" || rest.is_none())
        && is_hexadecimal(trace, 32)
        && !is_zero(trace)
        && is_hexadecimal(parent, 16)
        && !is_zero(parent)
        && is_hexadecimal(flags, 2);
    holds.then_some(trace)
}

/// Random bytes in hexadecimal digits; zeros if the system gives none, since an answer matters more than its id.
fn random<const N: usize>() -> String {
    let mut bytes = [0; N];
    let _ = getrandom::fill(&mut bytes);
    hexadecimal(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_taken_if_it_is_valid() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let valid = [
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings",
        ];
        valid.iter().for_each(|given| assert_eq!(parent(given), Some(trace), "{given}"));
        for given in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        ] {
            assert_eq!(parent(given), None, "{given}");
        }
    }
}
