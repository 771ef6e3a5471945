//! What is recognised by its form: private keys, JSON Web Tokens, user names and passwords in base64.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::literal::words;

/// Base64 with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a text of short words can hold something all the same.
pub(super) fn is_worth_a_look(text: &str) -> bool {
    holds_basic(text) || memchr::memmem::find(text.as_bytes(), b"-----BEGIN ").is_some()
}

/// Whether the name of the scheme stands anywhere in it.
fn holds_basic(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_there = |at: usize| bytes.get(at..at + 5).is_some_and(|some| some.eq_ignore_ascii_case(b"basic"));
    memchr::memchr2_iter(b'b', b'B', bytes).any(is_there)
}

/// What a text holds by its form.
pub(super) fn kind(text: &str) -> Option<&'static str> {
    if memchr::memchr(b'-', text.as_bytes()).is_some() && text.contains("-----BEGIN ") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    if words(text).any(is_json_web_token) {
        return Some("a JSON Web Token");
    }
    (holds_basic(text) && after_basic(text).is_some_and(is_user_and_password))
        .then_some("a user name and password in base64")
}

/// Three parts with dots between them, the first of which is a JSON object in base64.
fn is_json_web_token(word: &str) -> bool {
    if !word.starts_with("eyJ") {
        return false;
    }
    let mut parts = word.split('.');
    let (Some(header), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_base64url = |part: &str| part.chars().all(|one| one.is_ascii_alphanumeric() || "-_=".contains(one));
    payload.len() > 8 && signature.len() > 8 && [header, payload, signature].into_iter().all(is_base64url)
}

fn after_basic(text: &str) -> Option<&str> {
    let mut words = words(text).skip_while(|word| !word.eq_ignore_ascii_case("basic"));
    words.nth(1)
}

fn is_user_and_password(word: &str) -> bool {
    let decoded = BASE64.decode(word).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.is_some_and(|text| {
        let is_printable = !text.chars().any(char::is_control);
        is_printable && text.split_once(':').is_some_and(|(user, password)| !user.is_empty() && !password.is_empty())
    })
}
