//! What stands where a secret is to be put, and is none.

/// Words that no secret holds: what holds one of them stands for another value.
const STANDING_FOR: &[&str] = &[
    "changeme",
    "dummy",
    "example",
    "fixme",
    "insert",
    "placeholder",
    "redacted",
    "replace",
    "sample",
    "tbd",
    "todo",
    "your",
];

/// Words that name a secret, or surround its name. What holds no others is a name and no value.
const NAMING: &[&str] = &[
    "a",
    "access",
    "api",
    "app",
    "auth",
    "authorization",
    "basic",
    "bearer",
    "client",
    "code",
    "credential",
    "enter",
    "goes",
    "here",
    "id",
    "is",
    "jwt",
    "key",
    "my",
    "oauth",
    "of",
    "pass",
    "password",
    "private",
    "public",
    "put",
    "secret",
    "set",
    "some",
    "test",
    "the",
    "to",
    "token",
    "user",
    "username",
    "value",
    "x",
];

/// Pairs of marks around the name of a value to be filled in.
const AROUND: &[(&str, &str)] =
    &[("<", ">"), ("[", "]"), ("%", "%"), ("__", "__"), ("@", "@"), ("#{", "}"), ("*", "*")];

/// What stands in a template, and in a formula that lacks its braces.
const IN_TEMPLATES: &[&str] = &["${", "{{", "$(", "<%", "***", "...", "xxxx", "XXXX", "…", "{!", "$Credential."];

/// Whether a value stands for another one.
pub(super) fn is_one(value: &str) -> bool {
    let value = value.trim();
    let is_around = |(open, close): &(&str, &str)| {
        value.len() > open.len() + close.len() && value.starts_with(open) && value.ends_with(close)
    };
    value.is_empty()
        || IN_TEMPLATES.iter().any(|mark| value.contains(mark))
        || AROUND.iter().any(is_around)
        || is_variable(value)
        || is_of_one_character(value)
        || says_so(value)
}

/// Whether it is a variable of a shell or a formula without its braces: `$API_KEY`, `$Credential.Stripe.Key`.
fn is_variable(value: &str) -> bool {
    let named =
        value.strip_prefix('$').filter(|name| name.starts_with(|one: char| one.is_ascii_alphabetic() || one == '_'));
    named.is_some_and(|name| name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_' || one == '.'))
}

fn is_of_one_character(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    characters.all(|one| Some(one) == first)
}

fn says_so(value: &str) -> bool {
    // Letters that stand together by chance say nothing.
    if super::chance::is_random(value) {
        return false;
    }
    let mut names_alone = true;
    for word in spoken(value) {
        if STANDING_FOR.iter().any(|one| word.starts_with(one)) {
            return true;
        }
        names_alone &= NAMING.contains(&word.as_str());
    }
    // `apikey` and `changeme` are written together, too.
    let together: String =
        value.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect();
    names_alone || together.starts_with("changeme") || is_two_names(&together)
}

fn is_two_names(together: &str) -> bool {
    let mut rests = NAMING.iter().filter_map(|one| together.strip_prefix(one));
    rests.any(|rest| NAMING.contains(&rest))
}

/// The words of a value in small letters: what marks, digits and capitals divide.
fn spoken(value: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut was_small = false;
    for character in value.chars() {
        let starts = character.is_uppercase() && was_small;
        if starts || !character.is_alphabetic() {
            found.push(String::new());
        }
        if character.is_alphabetic() {
            found.last_mut().expect("one is always there").extend(character.to_lowercase());
        }
        was_small = character.is_lowercase();
    }
    found.retain(|word| !word.is_empty());
    found
}
