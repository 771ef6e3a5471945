//! Names that tell what stands beside them.

/// No credential is that short.
const SHORTEST: usize = 4;

/// Parts of names, and what they call a secret. The first that stands in a name counts.
const TELLING: &[(&str, &str)] = &[
    ("apikey", "an API key"),
    ("accesskey", "an access key"),
    ("secretkey", "a secret key"),
    ("privatekey", "a private key"),
    ("sharedkey", "a key"),
    ("masterkey", "a key"),
    ("signingkey", "a key"),
    ("subscriptionkey", "a key"),
    ("functionskey", "a key"),
    ("authkey", "a key"),
    ("licensekey", "a key"),
    ("password", "a password"),
    ("passwd", "a password"),
    ("passphrase", "a passphrase"),
    ("secret", "a secret"),
    ("token", "a token"),
    ("authorization", "a credential"),
    ("credential", "a credential"),
];

/// Names that tell as a whole.
const WHOLE: &[(&str, &str)] = &[
    ("pwd", "a password"),
    ("key", "a key"),
    ("xkey", "a key"),
    ("auth", "a credential"),
    ("xauth", "a credential"),
    ("cookie", "a cookie"),
    ("sid", "a session"),
    ("sessionid", "a session"),
    ("xsessionid", "a session"),
];

/// Keys that open nothing.
const OTHER_KEYS: &[&str] = &["cache", "foreign", "idempotency", "partition", "primary", "public", "routing", "sort"];

/// How names end that speak about a secret and are none.
const ABOUT: &[&str] = &[
    "id",
    "type",
    "version",
    "name",
    "url",
    "uri",
    "host",
    "format",
    "expiry",
    "expires",
    "expiration",
    "ttl",
    "age",
    "algorithm",
    "method",
    "location",
    "scope",
    "enabled",
    "required",
    "length",
    "endpoint",
    "duration",
    "audience",
    "organization",
    "organisation",
    "project",
    "account",
    "tenant",
    "region",
    "issuer",
    "subject",
];

/// Values that say something about a secret and are none.
const SWITCHES: &[&str] =
    &["true", "false", "none", "null", "yes", "no", "off", "optional", "required", "include", "omit"];

/// What a name calls the value beside it; nothing where it tells of no secret.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    let plain = plain(name);
    if let Some((_, kind)) = WHOLE.iter().find(|(whole, _)| *whole == plain) {
        return Some(kind);
    }
    if ends_in_about(&plain) {
        return None;
    }
    let is_key = || plain.ends_with("key") && !OTHER_KEYS.iter().any(|other| plain.contains(other));
    let telling = TELLING.iter().find(|(part, _)| plain.contains(part)).map(|(_, kind)| *kind);
    telling.or_else(|| is_key().then_some("a key"))
}

/// Whether what stands beside a name is known to be something else, however random it looks.
pub(super) fn is_about(name: &str) -> bool {
    ends_in_about(&plain(name))
}

fn ends_in_about(plain: &str) -> bool {
    ABOUT.iter().any(|ending| plain.ends_with(ending))
}

/// The letters and digits of a name, without capitals.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
}

/// Whether a value can be what its name calls it.
pub(super) fn can_be_secret(value: &str) -> bool {
    let is_switch = SWITCHES.iter().any(|switch| switch.eq_ignore_ascii_case(value));
    value.len() >= SHORTEST && !is_switch && value.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Whether it holds digits and letters, as hardly a word of prose does.
pub(super) fn has_digits_and_letters(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit()) && value.bytes().any(|byte| byte.is_ascii_alphabetic())
}
