//! The formulas of headers: `{!'Bearer ' & $Credential.Newsletter.Token}`.
//!
//! A reader for what can be told without an org: where formulas stand in a value, whether one can be read at all, and
//! which credentials it names. It knows the shape of Salesforce's formula language, not its functions or types.

use std::{borrow::Cow, ops::Range};

use super::{Field, Parameter, Subject};
use crate::xml::Span;

/// What formulas of headers name credentials by.
const CREDENTIAL: &str = "$Credential";

/// The operators of two characters.
const DOUBLE: &[[u8; 2]] = &[*b"&&", *b"||", *b"==", *b"<>", *b"!=", *b"<=", *b">="];

/// Merge fields without a credential's name, which Apex and legacy named credentials use. From the Apex Developer
/// Guide: Merge Fields for Apex Callouts That Use Named Credentials.
const OF_THE_CALLOUT: &[&str] =
    &["AuthorizationHeaderValue", "AuthorizationMethod", "OAuthConsumerKey", "OAuthToken", "Password", "Username"];

/// A part of a header's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text that is sent as it stands.
    Text(Range<usize>),
    /// What stands between `{!` and `}`.
    Formula(Range<usize>),
    /// What stands after a `{!` that nothing ends.
    Open(Range<usize>),
}

/// What of a header's value can be said to be a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// It holds none.
    Plain,
    /// It is one, with nothing around it.
    Whole(Range<usize>),
    /// It holds some, and other things.
    Mixed,
    /// It holds one that nothing ends.
    Open(Range<usize>),
}

/// A mention of a credential in a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention<'f> {
    /// All of it: `$Credential.Newsletter.Token`.
    pub text: &'f str,
    /// The credential; nothing where the mention has one part only.
    pub credential: Option<&'f str>,
    /// What is asked of it.
    pub parameter: &'f str,
}

impl Mention<'_> {
    /// Whether it is one of those that need no credential's name.
    pub(super) fn is_of_the_callout(&self) -> bool {
        let known = OF_THE_CALLOUT.iter().any(|name| name.eq_ignore_ascii_case(self.parameter));
        self.credential.is_none() && known
    }
}

/// Why a formula cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Empty,
    OpenFormula,
    OpenString,
    OpenParenthesis,
    StrayParenthesis,
    StrayComma,
    NoOperator,
    NoOperand,
    StrangeCharacter,
}

impl Fault {
    /// What is wrong, as the end of a sentence about the formula.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::OpenFormula => "does not end with `}`",
            Self::OpenString => "has a string that does not end",
            Self::OpenParenthesis => "has a parenthesis that does not close",
            Self::StrayParenthesis => "closes a parenthesis that it did not open",
            Self::StrayComma => "has a comma outside the arguments of a function",
            Self::NoOperator => "has two values side by side",
            Self::NoOperand => "has an operator without a value beside it",
            Self::StrangeCharacter => "has a character that no formula has",
        }
    }
}

/// The value of a parameter that can hold a formula, where it may be one.
pub(super) fn value_of<'p, 'd>(parameter: &'p Parameter<'d>) -> Option<&'p Field<'d>> {
    let value = parameter.value.as_ref().filter(|_| parameter.known.is_some_and(|rule| rule.holds_formula))?;
    (value.text.contains("{!") || value.text.contains(CREDENTIAL)).then_some(value)
}

/// The external credentials whose parameters the headers of a component can name: itself, or those that it refers to.
pub(super) fn credentials_of<'s>(subject: &'s Subject<'_>) -> Vec<Cow<'s, str>> {
    match subject.table.name.as_str() {
        "ExternalCredential" => vec![Cow::Borrowed(subject.component.id().full_name.as_str())],
        _ => {
            let named = subject.parameters.iter().map(|parameter| parameter.text_of("externalCredential"));
            named.filter(|name| !name.is_empty()).collect()
        }
    }
}

/// Whether a formula's word names this credential, with or without its namespace. Capitals do not matter in formulas.
pub(super) fn is_same_credential(full_name: &str, word: &str) -> bool {
    let bare = full_name.split_once("__").map_or(full_name, |(_, name)| name);
    full_name.eq_ignore_ascii_case(word) || bare.eq_ignore_ascii_case(word)
}

/// Where a mention stands in the file; the whole value where it is written in other characters.
pub(super) fn place(subject: &Subject<'_>, value: &Field<'_>, mention: &Mention<'_>) -> Span {
    let raw = value.span.cut(subject.document.bytes());
    let found = memchr::memmem::find(raw, mention.text.as_bytes());
    let start = value.span.start as usize;
    found.map_or(value.span, |at| Span::new(start + at, start + at + mention.text.len()))
}

/// The parts of a header's value, in their order. A `}` in a string ends no formula.
pub(super) fn parts(value: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = value[at..].find("{!").map(|open| at + open) {
        if at < open {
            found.push(Part::Text(at..open));
        }
        let start = open + 2;
        let Some(end) = end_of_formula(value, start) else {
            found.push(Part::Open(start..value.len()));
            return found;
        };
        found.push(Part::Formula(start..end));
        at = end + 1;
    }
    if at < value.len() {
        found.push(Part::Text(at..value.len()));
    }
    found
}

fn end_of_formula(value: &str, start: usize) -> Option<usize> {
    let bytes = value.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'}' => return Some(at),
            b'\'' | b'"' => at = end_of_string(bytes, at)?,
            _ => at += 1,
        }
    }
    None
}

/// The byte after the string that starts here.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

/// What of the value is a formula. A credential named outside `{!` and `}` counts: it was meant to be one.
pub(super) fn form(value: &str) -> Form {
    if !value.contains("{!") {
        return if value.contains(CREDENTIAL) { Form::Mixed } else { Form::Plain };
    }
    match &parts(value)[..] {
        [Part::Formula(range)] => Form::Whole(range.clone()),
        [.., Part::Open(range)] => Form::Open(range.clone()),
        _ => Form::Mixed,
    }
}

/// The credentials that all formulas of a value name.
pub(super) fn mentions_in(value: &str) -> Result<Vec<Mention<'_>>, Fault> {
    let mut found = Vec::new();
    for part in parts(value) {
        match part {
            Part::Text(_) => {}
            Part::Formula(range) => found.extend(mentions(&value[range])?),
            Part::Open(range) => return Err(mentions(&value[range]).err().unwrap_or(Fault::OpenFormula)),
        }
    }
    Ok(found)
}

/// The credentials that a formula names, in its order; or why it cannot be read.
pub(super) fn mentions(formula: &str) -> Result<Vec<Mention<'_>>, Fault> {
    let mut reader = Reader { wants_value: true, ..Reader::default() };
    let bytes = formula.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            _ if byte.is_ascii_whitespace() => at + 1,
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                formula[at + 2..].find("*/").map_or(bytes.len(), |end| at + end + 4)
            }
            b'\'' | b'"' => {
                reader.value(false)?;
                end_of_string(bytes, at).ok_or(Fault::OpenString)?
            }
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') => {
                let end = end_of_word(bytes, at);
                reader.value(byte.is_ascii_alphabetic())?;
                reader.found.extend(mention(&formula[at..end]));
                end
            }
            _ => {
                reader.sign(byte)?;
                let is_double = bytes.get(at + 1).is_some_and(|next| DOUBLE.contains(&[byte, *next]));
                at + 1 + usize::from(is_double)
            }
        };
    }
    reader.finish()
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b':');
    bytes[start..].iter().position(|byte| !belongs(byte)).map_or(bytes.len(), |length| start + length)
}

fn mention(word: &str) -> Option<Mention<'_>> {
    let (first, rest) = word.split_once('.')?;
    let (credential, parameter) = match rest.split_once('.') {
        Some((credential, parameter)) => (Some(credential), parameter),
        None => (None, rest),
    };
    first.eq_ignore_ascii_case(CREDENTIAL).then_some(Mention { text: word, credential, parameter })
}

/// What was read of a formula so far.
#[derive(Default)]
struct Reader<'f> {
    found: Vec<Mention<'f>>,
    /// The parentheses that are open: whether each holds the arguments of a function.
    open: Vec<bool>,
    wants_value: bool,
    /// Whether a parenthesis would call what was just read.
    is_callable: bool,
    /// Whether a function's parenthesis was just opened.
    may_be_without_arguments: bool,
    is_begun: bool,
}

impl<'f> Reader<'f> {
    fn value(&mut self, is_callable: bool) -> Result<(), Fault> {
        if !self.wants_value {
            return Err(Fault::NoOperator);
        }
        (self.wants_value, self.is_callable, self.may_be_without_arguments) = (false, is_callable, false);
        self.is_begun = true;
        Ok(())
    }

    fn sign(&mut self, byte: u8) -> Result<(), Fault> {
        let (was_callable, may_close) = (self.is_callable, self.may_be_without_arguments);
        (self.is_callable, self.may_be_without_arguments) = (false, false);
        self.is_begun = true;
        match byte {
            b'(' if was_callable => (self.wants_value, self.may_be_without_arguments) = (true, true),
            b'(' if !self.wants_value => return Err(Fault::NoOperator),
            b')' if self.open.is_empty() => return Err(Fault::StrayParenthesis),
            b')' | b',' if self.wants_value && !(byte == b')' && may_close) => return Err(Fault::NoOperand),
            b')' => self.wants_value = false,
            b',' if self.open.last() != Some(&true) => return Err(Fault::StrayComma),
            b'&' | b'*' | b'/' | b'^' | b'=' | b'<' | b'>' | b'|' if self.wants_value => return Err(Fault::NoOperand),
            b'&' | b'+' | b'-' | b'*' | b'/' | b'^' | b'=' | b'<' | b'>' | b'!' | b'|' | b',' => {
                self.wants_value = true
            }
            b'(' => {}
            _ => return Err(Fault::StrangeCharacter),
        }
        match byte {
            b'(' => self.open.push(was_callable),
            b')' => drop(self.open.pop()),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<Mention<'f>>, Fault> {
        match self {
            _ if !self.is_begun => Err(Fault::Empty),
            _ if !self.open.is_empty() => Err(Fault::OpenParenthesis),
            _ if self.wants_value => Err(Fault::NoOperand),
            _ => Ok(self.found),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_that_people_write_are_read() {
        for (formula, names) in [
            ("'Bearer ' & $Credential.Newsletter.Token", &["Newsletter.Token"][..]),
            ("$Credential.Newsletter.Token", &["Newsletter.Token"]),
            ("'Bearer ' + $Credential.Newsletter.Token", &["Newsletter.Token"]),
            (
                "'Basic ' & BASE64ENCODE(BLOB($Credential.Erp.Username & ':' & $Credential.Erp.Password))",
                &["Erp.Username", "Erp.Password"],
            ),
            ("TEXT(FLOOR((NOW() - DATETIMEVALUE( \"1970-01-01 00:00:00\" )) * 86400 + 180))", &[]),
            ("IF(a <> -1 && b >= .5e3, 'it\\'s', \"\") /* always */", &[]),
            ("$Credential.OAuthToken", &["OAuthToken"]),
            ("$Organization.Id", &[]),
        ] {
            let found = mentions(formula).unwrap_or_else(|fault| panic!("{formula}: {fault:?}"));
            let told: Vec<String> = found
                .iter()
                .map(|one| one.credential.map_or(one.parameter.to_owned(), |name| format!("{name}.{}", one.parameter)))
                .collect();
            assert_eq!(told, names, "{formula}");
        }
    }

    #[test]
    fn a_formula_that_cannot_be_read_says_why() {
        for (formula, fault) in [
            ("", Fault::Empty),
            ("'Bearer & $Credential.X.y", Fault::OpenString),
            ("HEX($Credential.X.y", Fault::OpenParenthesis),
            ("$Credential.X.y)", Fault::StrayParenthesis),
            ("'a', 'b'", Fault::StrayComma),
            ("'Bearer ' $Credential.X.y", Fault::NoOperator),
            ("'Bearer ' & & $Credential.X.y", Fault::NoOperand),
            ("& $Credential.X.y", Fault::NoOperand),
            ("'Bearer ' &", Fault::NoOperand),
            ("HEX('a',)", Fault::NoOperand),
            ("$Credential.X.y;", Fault::StrangeCharacter),
            ("naïve", Fault::StrangeCharacter),
        ] {
            assert_eq!(mentions(formula), Err(fault), "{formula}");
        }
    }

    #[test]
    fn a_value_is_plain_whole_mixed_or_open() {
        for (value, expected) in [
            ("application/json", Form::Plain),
            ("{!'}' & $Credential.X.y}", Form::Whole(2..23)),
            ("Bearer {!$Credential.X.y}", Form::Mixed),
            ("{!$Credential.X.y}{!$Credential.X.z}", Form::Mixed),
            ("Bearer $Credential.X.y", Form::Mixed),
            ("{!$Credential.X.y", Form::Open(2..17)),
        ] {
            assert_eq!(form(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(value in "(\\PC|[{}!'\"\\\\$.&(),/*\n]|\\$Credential\\.A\\.b|\\{!){0,24}") {
            let whole: usize = parts(&value)
                .into_iter()
                .map(|part| match part {
                    Part::Text(range) => value[range].len(),
                    Part::Formula(range) => value[range].len() + 3,
                    Part::Open(range) => value[range].len() + 2,
                })
                .sum();
            prop_assert_eq!(whole, value.len());
            for mention in mentions(&value).unwrap_or_default() {
                prop_assert!(value.contains(mention.text));
            }
        }

        #[test]
        fn texts_and_credentials_joined_are_read(texts in prop::collection::vec("[a-z }&(]{0,6}", 1..5)) {
            let formula: Vec<String> = texts.iter().map(|text| format!("'{text}' & $Credential.A.b")).collect();
            let formula = formula.join(" & ");
            prop_assert_eq!(mentions(&formula).map(|found| found.len()), Ok(texts.len()));
            let value = format!("{{!{formula}}}");
            prop_assert_eq!(form(&value), Form::Whole(2..value.len() - 1));
        }
    }
}
