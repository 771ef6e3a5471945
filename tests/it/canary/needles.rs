//! The spellings in which a secret could be told.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};

/// A secret that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Canary {
    pub(super) name: &'static str,
    /// The part of the secret that no encoding of single characters changes, so that a mask with a hole is found too.
    core: String,
    /// Whether it stands in a component, which an org holds as it is.
    pub(super) is_of_components: bool,
}

impl Canary {
    pub(super) fn of_logins(name: &'static str, core: impl Into<String>) -> Self {
        Self { name, core: core.into(), is_of_components: false }
    }

    pub(super) fn of_components(name: &'static str, core: impl Into<String>) -> Self {
        Self { is_of_components: true, ..Self::of_logins(name, core) }
    }

    pub(super) fn core(&self) -> &str {
        &self.core
    }
}

/// The canary that a text holds, and how it is spelled.
pub(super) fn found_in(canaries: &[Canary], text: &[u8]) -> Option<(&'static str, &'static str)> {
    canaries.iter().find_map(|canary| {
        let spellings = spellings(canary.core());
        let spelling = spellings.into_iter().find(|(_, spelled)| holds(text, spelled.as_bytes()));
        spelling.map(|(spelling, _)| (canary.name, spelling))
    })
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

/// A secret in each spelling, by the name of the spelling.
pub(super) fn spellings(core: &str) -> Vec<(&'static str, String)> {
    let each = |spell: fn(u8) -> String| core.bytes().map(spell).collect::<String>();
    let mut all = vec![
        ("plain", core.to_owned()),
        ("backwards", core.chars().rev().collect()),
        ("hexadecimal", each(|byte| format!("{byte:02x}"))),
        ("hexadecimal in capitals", each(|byte| format!("{byte:02X}"))),
        ("percent-encoded", each(|byte| format!("%{byte:02X}"))),
        ("percent-encoded in small letters", each(|byte| format!("%{byte:02x}"))),
        (
            "percent-encoded where it must be",
            percent_encoding::utf8_percent_encode(core, percent_encoding::NON_ALPHANUMERIC).to_string(),
        ),
        ("escaped in JSON", each(|byte| format!("\\u{byte:04x}"))),
        ("escaped in XML", each(|byte| format!("&#{byte};"))),
        ("listed as numbers", core.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ")),
    ];
    for before in 0..3 {
        for (name, engine) in [("base64", &STANDARD), ("base64 for URLs", &URL_SAFE)] {
            all.push((name, inside(&engine.encode([&vec![0; before], core.as_bytes()].concat()), before)));
        }
    }
    all
}

/// The letters of base64 that follow from the secret alone, whatever stands before and after it.
fn inside(encoded: &str, before: usize) -> String {
    let start = [0, 2, 3][before];
    let end = encoded.trim_end_matches('=').len() - 1;
    encoded[start..end].to_owned()
}
