//! What is recognised and what is not. Values are put together at run time, so that no file here holds what a scanner of
//! secrets would stop at.

use super::*;
use proptest::prelude::*;

/// Letters and digits by chance, but the same each time.
fn by_chance(length: usize, alphabet: &str, seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let alphabet: Vec<char> = alphabet.chars().collect();
    std::iter::repeat_with(|| alphabet[random.usize(..alphabet.len())]).take(length).collect()
}

const MIXED: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &str = "0123456789abcdef";

fn joined(parts: &[&str]) -> String {
    parts.concat()
}

#[test]
fn keys_are_known_by_their_shape_wherever_they_stand() {
    let tail = by_chance(60, MIXED, 1);
    for (key, kind) in [
        (joined(&["sk_", "live_", &tail[..24]]), "a Stripe key"),
        (joined(&["gh", "p_", &tail[..36]]), "a GitHub token"),
        (joined(&["xo", "xb-", &tail[..30]]), "a Slack token"),
        (joined(&["AK", "IA", &by_chance(16, CAPITALS, 2)]), "an AWS access key"),
        (joined(&["AI", "za", &tail[..35]]), "a Google API key"),
        (joined(&["00D", &tail[..12], "!", &by_chance(90, MIXED, 3)]), "a Salesforce session"),
        (joined(&["ey", "J", &tail[..20], ".", &tail[..30], ".", &tail[..30]]), "a JSON Web Token"),
    ] {
        for text in [key.clone(), format!("{{!'Bearer {key}'}}"), format!("the key is {key}.")] {
            assert_eq!(in_value("X-Shop", &text), Some(kind), "{kind} in a value");
            assert_eq!(in_harmless(&text), Some(kind), "{kind} in a harmless value");
            assert_eq!(in_text(&text), Some(kind), "{kind} in prose");
        }
        let in_path = in_url(&format!("https://shop.example.com/hook/{key}/in"));
        assert_eq!(in_path.map(|found| found.kind), Some(kind), "{kind} in a path");
    }
    let pem = joined(&["-----BEGIN ", "RSA PRIVATE", " KEY-----"]);
    assert_eq!(in_text(&pem), Some("a private key"));
    let basic = format!("Basic {}", base64::Engine::encode(&base64::prelude::BASE64_STANDARD, "campaigns:staple"));
    assert_eq!(in_value("X-Whatever", &basic), Some("a user name and password in base64"));
}

#[test]
fn what_stands_beside_a_telling_name_is_one() {
    for (name, value, kind) in [
        ("X-API-Key", "staple-horse", "an API key"),
        ("Authorization", "Bearer staple-horse", "a credential"),
        ("Authorization", "Token token=staple", "a credential"),
        ("client_secret", "correct horse battery", "a secret"),
        ("X-Password", "hunter2", "a password"),
        ("Ocp-Apim-Subscription-Key", "staple-horse", "a key"),
        ("x-shop-key", "staple-horse", "a key"),
        ("X-Shop", "Bearer staple-horse", "a credential"),
    ] {
        assert_eq!(in_value(name, value), Some(kind), "{name}");
    }
}

#[test]
fn what_is_too_random_for_words_is_one() {
    let found = |value: &str| in_value("X-Shop", value).is_some() && in_text(&format!("it is {value}")).is_some();
    for seed in 0..200 {
        assert!(found(&by_chance(32, HEX, seed)) && found(&by_chance(64, HEX, seed)), "a value of seed {seed}");
    }
    // Among many, some look like words.
    let missed = (0..1000).filter(|&seed| !found(&by_chance(40, MIXED, seed))).count();
    assert!(missed <= 20, "{missed} of 1000 are missed");
}

#[test]
fn placeholders_formulas_and_words_are_none() {
    let repeated = "x".repeat(24);
    for value in [
        "",
        "REPLACE_ME",
        "<token>",
        "${API_KEY}",
        "{{api_key}}",
        &repeated,
        "changeme",
        "ChangeMe123",
        "your-api-key",
        "TODO",
        "********",
        "YOUR_TOKEN_HERE",
        "[insert key]",
        "%API_KEY%",
        "__API_KEY__",
        "@API_KEY@",
        "api_key",
        "ApiKey",
        "apikey",
        "my-secret-token",
        "password",
        "REDACTED",
        "Bearer",
        "Bearer <token>",
        "Basic",
        "Bearer ${TOKEN}",
        "none",
        "true",
        "{!$Credential.Newsletter.ApiKey}",
        "{!'Bearer ' & $Credential.Newsletter.ApiKey}",
        "Bearer {!$Credential.A.B}",
        "{!'key=' & $Credential.A.B}",
        "Bearer YOUR_ACCESS_TOKEN",
        "sk_live_your_key_here",
        "$API_KEY",
        "Bearer $Credential.Newsletter.ApiKey",
        "...",
    ] {
        for name in ["Authorization", "X-API-Key", "password", "client_secret", "X-Shop"] {
            assert_eq!(in_value(name, value), None, "{name}: {value}");
        }
    }
    let stripe = joined(&["sk_", "live_", &repeated]);
    assert_eq!(in_value("X-API-Key", &stripe), None);
}

#[test]
fn harmless_values_are_none() {
    for (name, value) in [
        ("X-Shop", "north"),
        ("X-RapidAPI-Host", "indian-railway-irctc.p.rapidapi.com"),
        ("X-GitHub-Api-Version", "2022-11-28"),
        ("anthropic-version", "2023-06-01"),
        ("X-Correlation-Id", "11111111-2222-4333-8444-555555555555"),
        ("X-Shop", "11111111-2222-4333-8444-555555555555"),
        ("X-Client-Id", "3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3X"),
        ("X-Role", "arn:aws:rolesanywhere:eu-west-1:000000000000:profile/11111111-2222-4333-8444-555555555555"),
        ("X-Callback", "https://shop.example.com/services/apexrest/v2/orders2024/incoming"),
        ("X-Token-Type", "bearer"),
        ("Idempotency-Key", "order-sync-2024"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
        ("X-Feature", "NewCheckoutWithSavedPaymentMethods2024"),
        ("X-Release", "release-2024-01-30-eu-west-1-blue"),
        ("X-Accept", "application/vnd.shop.v2+json;charset=utf-8"),
        ("X-Path", "/services/data/v66.0/sobjects/Account/describe"),
        ("X-Phone", "00493012345678901234567890"),
    ] {
        assert_eq!(in_value(name, value), None, "{name}: {value}");
    }
    for text in [
        "Logs in to the shop: key and secret are in the vault.",
        "Token: ask the team. Password: see the vault",
        "API key: rotated every 90 days",
        "See https://wiki.example.com/pages/viewpage.action?pageId=123456789 for the token",
        "Named credential for GrowerContractsIntegrationV2InEuWest1",
        "Password authentication, OAuth2.0=no, since v66",
        "Uses certificate Larkhill_Signing_2024_Q3_Production",
    ] {
        assert_eq!(in_text(text), None, "{text}");
    }
}

#[test]
fn urls_hold_secrets_in_their_queries_fragments_and_hooks() {
    let hook = joined(&["https://hooks.slack", ".com/services/T00", "000000/B0000000/", &by_chance(24, MIXED, 5)]);
    let random = by_chance(40, MIXED, 6);
    for (url, place) in [
        ("https://a.example.com/x?api_key=staple-horse".to_owned(), "query"),
        ("https://a.example.com/x?a=b&access_token=staple-horse".to_owned(), "query"),
        ("https://a.example.com/x#token=staple-horse".to_owned(), "fragment"),
        (format!("https://a.example.com/x?sig={random}"), "query"),
        (hook, "path"),
    ] {
        assert_eq!(in_url(&url).map(|found| found.place), Some(place), "{place}");
    }
    for url in [
        "https://a.example.com/oauth2/token",
        "https://a.example.com/x?api_key={!$Credential.A.B}",
        "https://a.example.com/x?api_key=YOUR_KEY",
        "https://a.example.com/x?client_id=abc&grant_type=client_credentials&scope=read",
        "https://login.example.com/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token",
        "https://a.example.com/token?p=B2C_1_SignIn",
    ] {
        assert_eq!(in_url(url), None, "{url}");
    }
}

proptest! {
    #[test]
    fn any_text_is_looked_at_without_a_panic(name in "\\PC{0,20}", value in "\\PC{0,80}") {
        let _ = (in_value(&name, &value), in_text(&value), in_url(&value), in_harmless(&value), is_literal(&value));
    }

    #[test]
    fn formulas_and_quotes_in_any_order_are_looked_at_without_a_panic(value in "[{}!'\"$a=: ?#&/.é]{0,40}") {
        let _ = (in_value("X-API-Key", &value), in_text(&value), in_url(&value), is_literal(&value));
    }
}
