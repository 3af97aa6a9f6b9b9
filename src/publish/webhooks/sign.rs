//! Secrets and signatures: HMAC-SHA256 of the id, the time and the body, as the specification writes them.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What every secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret: the specification takes 24 to 64.
const SECRET_BYTES: usize = 32;

/// A secret, as its subscriber is shown it.
///
/// # Errors
/// No random bytes could be had.
pub fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The value of the header `webhook-signature`; none for what is no secret.
pub fn signature(secret: &str, id: &str, timestamp: i64, payload: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.{payload}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature("not a secret", "msg_1", 0, "{}"), None);
    }

    #[test]
    fn secrets_are_long_and_differ() {
        let (one, other) = (secret().unwrap_or_default(), secret().unwrap_or_default());
        assert!(one != other && one.len() == PREFIX.len() + 44, "{}", one.len());
        assert!(signature(&one, "msg_1", 0, "{}").is_some());
    }
}
