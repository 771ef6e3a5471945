//! Reads one formula, sign by sign: values, operators between them, parentheses that close.

use super::{CREDENTIAL, Mention, end_of_string};

/// The operators of two characters.
const DOUBLE: &[[u8; 2]] = &[*b"&&", *b"||", *b"==", *b"<>", *b"!=", *b"<=", *b">="];

/// Why a formula cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Fault {
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
    pub(in crate::check) fn words(self) -> &'static str {
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

/// The credentials that a formula names, in its order; or why it cannot be read.
pub(in crate::check) fn mentions(formula: &str) -> Result<Vec<Mention<'_>>, Fault> {
    let mut reader = Reader::default();
    let bytes = formula.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            _ if byte.is_ascii_whitespace() => at + 1,
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                formula[at + 2..].find("*/").map_or(bytes.len(), |end| at + end + 4)
            }
            b'\'' | b'"' => {
                reader.value(Last::Value)?;
                end_of_string(bytes, at).ok_or(Fault::OpenString)?
            }
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') => {
                let end = end_of_word(bytes, at);
                reader.value(if byte.is_ascii_alphabetic() { Last::Word } else { Last::Value })?;
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

/// What was read last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Nothing,
    /// A string, a number, or all between two parentheses.
    Value,
    /// A name, which a parenthesis would call.
    Word,
    Operator,
    /// The parenthesis that opens a function's arguments, of which there may be none.
    Call,
}

/// What was read of a formula so far.
#[derive(Default)]
struct Reader<'f> {
    found: Vec<Mention<'f>>,
    /// The parentheses that are open: whether each holds the arguments of a function.
    open: Vec<bool>,
    last: Last,
}

impl<'f> Reader<'f> {
    fn wants_value(&self) -> bool {
        !matches!(self.last, Last::Value | Last::Word)
    }

    fn value(&mut self, value: Last) -> Result<(), Fault> {
        if !self.wants_value() {
            return Err(Fault::NoOperator);
        }
        self.last = value;
        Ok(())
    }

    fn sign(&mut self, byte: u8) -> Result<(), Fault> {
        match byte {
            b'(' => self.open()?,
            b')' => self.close()?,
            b',' if self.wants_value() => return Err(Fault::NoOperand),
            b',' if self.open.last() != Some(&true) => return Err(Fault::StrayComma),
            b'&' | b'*' | b'/' | b'^' | b'=' | b'<' | b'>' | b'|' if self.wants_value() => {
                return Err(Fault::NoOperand);
            }
            b'&' | b'+' | b'-' | b'*' | b'/' | b'^' | b'=' | b'<' | b'>' | b'!' | b'|' | b',' => {
                self.last = Last::Operator;
            }
            _ => return Err(Fault::StrangeCharacter),
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), Fault> {
        let (is_call, last) = match self.last {
            Last::Word => (true, Last::Call),
            Last::Value => return Err(Fault::NoOperator),
            Last::Nothing | Last::Operator | Last::Call => (false, Last::Operator),
        };
        self.open.push(is_call);
        self.last = last;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        let is_complete = !self.wants_value() || self.last == Last::Call;
        if self.open.pop().is_none() {
            return Err(Fault::StrayParenthesis);
        }
        self.last = Last::Value;
        is_complete.then_some(()).ok_or(Fault::NoOperand)
    }

    fn finish(self) -> Result<Vec<Mention<'f>>, Fault> {
        match self.last {
            Last::Nothing => Err(Fault::Empty),
            _ if !self.open.is_empty() => Err(Fault::OpenParenthesis),
            Last::Operator | Last::Call => Err(Fault::NoOperand),
            Last::Value | Last::Word => Ok(self.found),
        }
    }
}
