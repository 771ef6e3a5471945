//! Scripts of mishaps as people write them: TOML, and errors that name the line and the words that are allowed.

use serde::Deserialize;
use toml::Spanned;

use super::{
    Appointment, Mishaps, Occasion, StatusBody,
    words::{Details, WORDS, Word},
};

/// Why a text is no script of mishaps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct ScriptError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there, and what is allowed.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    #[serde(default)]
    mishap: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    call: Spanned<String>,
    r#do: Spanned<String>,
    nth: Option<Spanned<usize>>,
    times: Option<Spanned<usize>>,
    #[serde(default)]
    every: bool,
    bytes: Option<usize>,
    milliseconds: Option<u64>,
    status: Option<Spanned<u16>>,
    body: Option<StatusBody>,
    retry_after: Option<u64>,
    code: Option<String>,
    message: Option<String>,
    worked: Option<bool>,
}

/// Something wrong, and the byte where it stands.
struct Wrong {
    at: usize,
    reason: String,
}

/// Reads a script.
pub(super) fn parse(text: &str) -> Result<Mishaps, ScriptError> {
    let script: Script = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        ScriptError { line: line_of(text, at), reason: error.message().replace('\n', " ") }
    })?;
    let appointments = script.mishap.into_iter().map(appointment).collect::<Result<_, _>>();
    let placed = |Wrong { at, reason }| ScriptError { line: line_of(text, at), reason };
    appointments.map(Mishaps).map_err(placed)
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn appointment(entry: Spanned<Entry>) -> Result<Appointment, Wrong> {
    let start = entry.span().start;
    let entry = entry.into_inner();
    let occasion = occasion(&entry.call)?;
    let word = word(&entry.r#do)?;
    if !occasion.suits(word.only) {
        let allowed = word.only.map_or("any request, and not for connections", Occasion::name);
        return Err(wrong(&entry.r#do, format!("`{}` is for {allowed}", word.name)));
    }
    let (first, times) = when(&entry)?;
    let details = details(entry)?;
    check_keys(word, &details, start)?;
    Ok(Appointment { occasion, first, times, mishap: (word.make)(&details) })
}

fn wrong<T>(at: &Spanned<T>, reason: impl Into<String>) -> Wrong {
    Wrong { at: at.span().start, reason: reason.into() }
}

fn occasion(name: &Spanned<String>) -> Result<Occasion, Wrong> {
    let found = Occasion::all().find(|occasion| occasion.name() == name.get_ref());
    found.ok_or_else(|| {
        let names: Vec<&str> = Occasion::all().map(Occasion::name).collect();
        wrong(name, format!("`{}` is no call; the calls are {}", name.get_ref(), listed(&names)))
    })
}

fn word(name: &Spanned<String>) -> Result<&'static Word, Wrong> {
    let found = WORDS.iter().find(|word| word.name == name.get_ref());
    found.ok_or_else(|| {
        let names: Vec<&str> = WORDS.iter().map(|word| word.name).collect();
        wrong(name, format!("`{}` is no mishap; the mishaps are {}", name.get_ref(), listed(&names)))
    })
}

/// The first request, and how many in a row.
fn when(entry: &Entry) -> Result<(usize, Option<usize>), Wrong> {
    for number in [&entry.nth, &entry.times].into_iter().flatten() {
        if *number.get_ref() == 0 {
            return Err(wrong(number, "requests are counted from 1"));
        }
    }
    let first = entry.nth.as_ref().map_or(1, |nth| *nth.get_ref());
    match &entry.times {
        Some(times) if entry.every => Err(wrong(times, "`every` and `times` contradict each other")),
        Some(times) => Ok((first, Some(*times.get_ref()))),
        None => Ok((first, (!entry.every).then_some(1))),
    }
}

fn details(entry: Entry) -> Result<Details, Wrong> {
    let errors = 400..=599;
    if let Some(status) = entry.status.as_ref().filter(|status| !errors.contains(status.get_ref())) {
        return Err(wrong(status, "`status` is one of errors, from 400 to 599"));
    }
    Ok(Details {
        bytes: entry.bytes,
        milliseconds: entry.milliseconds,
        status: entry.status.map(Spanned::into_inner),
        body: entry.body,
        retry_after: entry.retry_after,
        code: entry.code,
        message: entry.message,
        worked: entry.worked,
    })
}

fn check_keys(word: &Word, details: &Details, at: usize) -> Result<(), Wrong> {
    let missing = word.needs.iter().find(|need| !details.given().any(|given| given == **need));
    if let Some(missing) = missing {
        return Err(Wrong { at, reason: format!("`{}` needs `{missing}`", word.name) });
    }
    let known: Vec<&str> = word.needs.iter().chain(word.takes).copied().collect();
    if let Some(stranger) = details.given().find(|given| !known.contains(given)) {
        let allowed = if known.is_empty() { "it has no keys".to_owned() } else { format!("it has {}", listed(&known)) };
        return Err(Wrong { at, reason: format!("`{}` has no `{stranger}`; {allowed}", word.name) });
    }
    Ok(())
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
