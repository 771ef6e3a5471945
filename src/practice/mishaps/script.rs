//! Scripts of mishaps as people write them: TOML, and errors that name the line and the words that are allowed.

use serde::Deserialize;
use toml::Spanned;

use super::{
    Appointment, Mishap, Mishaps, Occasion, StatusBody, TROUBLES, Trouble,
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
    let (first, times) = when(&entry)?;
    let mishap = match TROUBLES.iter().find(|trouble| trouble.word == entry.r#do.get_ref()) {
        Some(trouble) => troubled(occasion, trouble, entry, start)?,
        None => made(occasion, entry, start)?,
    };
    Ok(Appointment { occasion, first, times, mishap })
}

fn troubled(occasion: Occasion, trouble: &'static Trouble, entry: Entry, start: usize) -> Result<Mishap, Wrong> {
    check_occasion(occasion, trouble.only, &entry.r#do)?;
    check_keys((trouble.word, &[], &[]), &details(entry)?, start)?;
    Ok(Mishap::Trouble(trouble))
}

fn made(occasion: Occasion, entry: Entry, start: usize) -> Result<Mishap, Wrong> {
    let word = word(&entry.r#do)?;
    check_occasion(occasion, word.only, &entry.r#do)?;
    let details = details(entry)?;
    check_keys((word.name, word.needs, word.takes), &details, start)?;
    Ok((word.make)(&details))
}

fn check_occasion(occasion: Occasion, only: &[Occasion], word: &Spanned<String>) -> Result<(), Wrong> {
    if occasion.suits(only) {
        return Ok(());
    }
    let names: Vec<&str> = only.iter().map(|occasion| occasion.name()).collect();
    let allowed =
        if names.is_empty() { "any request, and not for connections".to_owned() } else { names.join(" and ") };
    Err(wrong(word, format!("`{}` is for {allowed}", word.get_ref())))
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
        let troubles = TROUBLES.iter().map(|trouble| trouble.word);
        let names: Vec<&str> = WORDS.iter().map(|word| word.name).chain(troubles).collect();
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

/// A word, the keys that it needs, and those that it may have.
type Keys<'k> = (&'k str, &'k [&'k str], &'k [&'k str]);

fn check_keys((word, needs, takes): Keys<'_>, details: &Details, at: usize) -> Result<(), Wrong> {
    let missing = needs.iter().find(|need| !details.given().any(|given| given == **need));
    if let Some(missing) = missing {
        return Err(Wrong { at, reason: format!("`{word}` needs `{missing}`") });
    }
    let known: Vec<&str> = needs.iter().chain(takes).copied().collect();
    if let Some(stranger) = details.given().find(|given| !known.contains(given)) {
        let allowed = if known.is_empty() { "it has no keys".to_owned() } else { format!("it has {}", listed(&known)) };
        return Err(Wrong { at, reason: format!("`{word}` has no `{stranger}`; {allowed}") });
    }
    Ok(())
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
