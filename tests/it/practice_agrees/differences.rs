//! Where the practice org and `check` are known to differ, and why.

use super::Said;
use xcred::metadata::ApiVersion;

/// A known difference.
pub(super) struct Row {
    /// Who says what.
    pub(super) which: Which,
    /// Why they differ, and on what evidence.
    pub(super) reason: &'static str,
}

/// Who says what.
#[derive(Debug)]
pub(super) enum Which {
    /// The practice org refuses with words that hold the first; `check` finds the second, which is no error.
    Milder(&'static str, &'static str),
    /// The practice org refuses with words that hold these; `check` says nothing of versions that are newer than the tables.
    TooNew(&'static str),
    /// The practice org refuses with words that hold the first; a comment in the file allows the second.
    Allowed(&'static str, &'static str),
    /// `check` alone calls it an error, by this rule.
    CheckAlone(&'static str),
}

/// All known differences.
pub(super) const ROWS: &[Row] = &[
    Row {
        which: Which::Milder("is not a valid value for the enum", "internal-value"),
        reason: "the schema of an org with internal features has the value; nobody has seen what another org answers",
    },
    Row {
        which: Which::Milder("is not a valid value for the enum", "newer-than-tables"),
        reason: "an API version that is newer than the tables may have the value; the practice org has no more than they",
    },
    Row {
        which: Which::Milder("invalid at this location", "newer-than-tables"),
        reason: "an API version that is newer than the tables may have the element; the practice org has no more than they",
    },
    Row {
        which: Which::TooNew("The <principal> parameter"),
        reason: "an API version that is newer than the tables may have more kinds of principals",
    },
    Row {
        which: Which::Allowed("is not a valid value for the enum", "unknown-value"),
        reason: "a comment allows it; an org reads no comments",
    },
    Row { which: Which::CheckAlone("unreadable-allow"), reason: "a comment to xcred is nothing to an org" },
];

/// What the practice org's sentences hold, and the rules one of which finds the same. The first that fits counts.
pub(super) const SAME: &[(&str, &[&str])] = &[
    ("is not available in API version", &["type-not-in-version"]),
    ("not valid in version", &["element-not-in-version"]),
    ("invalid at this location", &["unknown-element", "wrong-namespace", "wrong-root"]),
    ("is duplicated at this location", &["repeated-element", "scattered-elements"]),
    ("Unexpected element", &["element-in-value"]),
    ("Unexpected text", &["misplaced-text"]),
    ("Required field is missing", &["missing-element"]),
    ("is not a valid value for the enum", &["unknown-value", "value-not-in-version"]),
    ("is not a valid value for the type xsd:int", &["not-a-number"]),
    ("is not a valid value for the type xsd:boolean", &["not-a-boolean"]),
    ("requires the following external", &["missing-parameter"]),
    (
        "requires the following Named Credential Parameter fields",
        &["missing-parameter-field", "value-in-wrong-element"],
    ),
    ("requires these fields", &["missing-parameter-field", "value-in-wrong-element"]),
    ("doesn't support the following", &["refused-parameter"]),
    ("External Credentials don't support", &["protocol-not-deployable"]),
    ("JWT aud claim", &["audience-not-json"]),
    ("API Name can only contain", &["invalid-developer-name"]),
    ("In field: ", &["broken-reference"]),
    (
        "The <principal> parameter",
        &["unknown-principal", "principal-with-spaces", "access-without-principal", "broken-reference"],
    ),
    ("Error parsing file: ", &["not-well-formed", "unescaped-ampersand", "comment-with-hyphens", "wrong-encoding"]),
];

/// The rows that explain a difference: one for a refusal, else one for each rule. Nothing where some are missing.
pub(super) fn explaining(version: ApiVersion, said: &Said) -> Option<Vec<usize>> {
    let row = |is_it: &dyn Fn(&Which) -> bool| ROWS.iter().position(|row| is_it(&row.which));
    let Some(sentence) = &said.refused else {
        return said
            .errors
            .iter()
            .map(|rule| row(&|which| matches!(which, Which::CheckAlone(id) if id == rule)))
            .collect();
    };
    let refusal = row(&|which| match which {
        Which::Milder(words, rule) => sentence.contains(words) && said.milder.contains(rule),
        Which::TooNew(words) => sentence.contains(words) && version > ApiVersion::NEWEST_KNOWN,
        Which::Allowed(words, rule) => sentence.contains(words) && said.allowed.contains(rule),
        Which::CheckAlone(_) => false,
    });
    refusal.map(|row| vec![row])
}

/// How both sides agree on a component.
pub(super) enum Agreement {
    /// Both take it.
    Taken,
    /// Both refuse it for the same, which this row of [`SAME`] holds.
    Refused(usize),
}

/// How both sides agree on a component, where they do.
pub(super) fn agreement(said: &Said) -> Option<Agreement> {
    let Some(sentence) = &said.refused else {
        return said.errors.is_empty().then_some(Agreement::Taken);
    };
    let row = meant_by(sentence)?;
    SAME[row].1.iter().any(|id| said.errors.contains(id)).then_some(Agreement::Refused(row))
}

/// The row of [`SAME`] that is about the practice org's sentence.
pub(super) fn meant_by(sentence: &str) -> Option<usize> {
    SAME.iter().position(|(words, _)| sentence.contains(words))
}

/// The known differences as a table for readers.
pub(super) fn table() -> String {
    let row = |row: &Row| {
        let (refusal, finding) = match row.which {
            Which::Milder(words, rule) => (words, format!("`{rule}`, which is no error")),
            Which::TooNew(words) => (words, "nothing, where the API version is newer than its tables".to_owned()),
            Which::Allowed(words, rule) => (words, format!("nothing, where a comment allows `{rule}`")),
            Which::CheckAlone(rule) => ("", format!("`{rule}`, an error")),
        };
        let refusal = if refusal.is_empty() { "nothing".to_owned() } else { format!("`... {refusal} ...`") };
        format!("| {refusal} | {finding} | {} |\n", row.reason)
    };
    let heading = "| the practice org says | `check` says | why |\n| --- | --- | --- |\n".to_owned();
    ROWS.iter().fold(heading, |table, one| table + &row(one))
}
