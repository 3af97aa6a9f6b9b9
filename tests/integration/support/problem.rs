//! What every refusal must look like (RFC 9457), said once.

use serde_json::Value;

use super::{Answer, TestApp};

impl Answer {
    /// The body of a refusal with this status and code, which has the members that every refusal has.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{text}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{text}");
        assert_eq!(problem["code"], code, "{text}");
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|words| !words.is_empty()), "{member} of {text}");
        }
        let page = format!("/api/v1/problems/{code}");
        assert!(problem["type"].as_str().is_some_and(|url| url.starts_with("http") && url.ends_with(&page)), "{text}");
        problem
    }
}

impl TestApp {
    /// The problem that a GET request is refused with.
    pub fn refusal(&self, path: &str, status: u16, code: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, status, "{path} on {}: {}", self.database.name(), answer.text());
        answer.problem(status, code)
    }
}

/// Whether a member of a problem holds some words.
pub fn says(problem: &Value, member: &str, words: &str) -> bool {
    problem[member].as_str().is_some_and(|text| text.contains(words))
}
