//! Why a text is no XML that we read: the place and the reason.

use super::Position;

/// A text that is not XML, or more of it than we read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct XmlError {
    /// The offset of the byte where it shows.
    pub offset: usize,
    /// The same place as line and column.
    pub position: Position,
    /// The reason.
    pub problem: XmlProblem,
}

/// The reasons. None is told with a name from the file, which after a `<` that was not escaped can be a part of a secret;
/// [`XmlProblem::naming`] tells those that somebody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlProblem {
    /// The file is larger than the limit.
    #[error("the file is {size} bytes large, more than the {limit} that are read")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Elements nest deeper than the limit.
    #[error("elements are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// The bytes are UTF-16 or UTF-32.
    #[error("the file is encoded in {encoding}, and metadata files are UTF-8")]
    WideEncoding {
        /// What the first bytes tell.
        encoding: &'static str,
    },
    /// The declaration names an encoding that is not UTF-8 though the file holds more than ASCII.
    #[error("the declaration says `{encoding}`, and metadata files are UTF-8")]
    DeclaredEncoding {
        /// The name in the declaration.
        encoding: String,
    },
    /// A byte sequence is not UTF-8.
    #[error("the byte {byte:#04x} is not UTF-8 here")]
    NotUtf8 {
        /// The first byte that does not fit.
        byte: u8,
    },
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// No element was found.
    #[error("there is no root element")]
    NoRoot,
    /// An element follows the root.
    #[error("an element stands after the end of the root element")]
    SecondRoot {
        /// The name of the later element.
        name: String,
    },
    /// Text stands outside the root.
    #[error("text stands outside the root element")]
    TextOutsideRoot,
    /// An element has no end tag.
    #[error("an element of line {} is never closed", opened.line)]
    Unclosed {
        /// The element's name.
        name: String,
        /// Where its start tag is.
        opened: Position,
    },
    /// An end tag closes another element than the innermost.
    #[error("an end tag stands where another is due, for an element of line {}", opened.line)]
    WrongEnd {
        /// The innermost open element.
        expected: String,
        /// Where that was opened.
        opened: Position,
        /// The name in the end tag.
        found: String,
    },
    /// An end tag closes nothing.
    #[error("an end tag closes no element")]
    StrayEnd {
        /// The name in the end tag.
        name: String,
    },
    /// A name that XML does not allow. It is not told: after a `<` that was not escaped it can be a part of a secret.
    #[error("a name that XML does not allow stands here")]
    BadName {
        /// The name.
        name: String,
    },
    /// A prefix without a namespace.
    #[error("a prefix has no namespace here")]
    UnboundPrefix {
        /// The prefix.
        prefix: String,
    },
    /// Something is wrong with an attribute.
    #[error("{reason}")]
    BadAttribute {
        /// What is wrong.
        reason: String,
    },
    /// A character that XML does not allow.
    #[error("the character U+{:04X} is not allowed in XML", u32::from(*character))]
    BadCharacter {
        /// The character.
        character: char,
    },
    /// A character reference to nothing that XML allows. It is not told: after an `&` that was not escaped it can be a part
    /// of a secret.
    #[error("a reference to no character that XML allows stands here")]
    BadCharacterReference {
        /// The reference without `&` and `;`.
        reference: String,
    },
    /// An entity beyond the five. Its name is not told: between an `&` that was not escaped and a `;` can stand a part of
    /// a secret.
    #[error("an entity that is not one of the five of XML stands here; an `&` of a value is written `&amp;`")]
    UnknownEntity {
        /// Its name.
        name: String,
    },
    /// An ampersand that starts no reference.
    #[error("`&` starts no reference here; write `&amp;`")]
    LoneAmpersand,
    /// The end of a CDATA section where none is open.
    #[error("`]]>` may not stand in text; write `]]&gt;`")]
    CdataEndInText,
    /// Two hyphens inside a comment.
    #[error("`--` may not stand inside a comment")]
    DoubleHyphenInComment,
    /// A document type declaration.
    #[error("document type declarations are not read")]
    Doctype,
    /// An XML declaration that is not the very first thing, or is incomplete.
    #[error("{reason}")]
    BadDeclaration {
        /// What is wrong.
        reason: String,
    },
    /// Markup that does not end before the file does.
    #[error("{construct} is not closed before the file ends")]
    UnclosedMarkup {
        /// What was open.
        construct: &'static str,
    },
    /// Markup that is none.
    #[error("`<!` starts no comment and no CDATA section here")]
    BadMarkup,
}

impl XmlProblem {
    /// The reason, with the names of elements that are known not to come out of a value.
    pub fn naming(&self, is_known: impl Fn(&str) -> bool) -> String {
        match self {
            Self::SecondRoot { name } if is_known(name) => {
                format!("`<{name}>` stands after the end of the root element")
            }
            Self::Unclosed { name, opened } if is_known(name) => {
                format!("`<{name}>` of line {} is never closed", opened.line)
            }
            Self::WrongEnd { expected, opened, found } => match (is_known(found), is_known(expected)) {
                (true, true) => format!("`</{found}>` stands where `</{expected}>` is due for line {}", opened.line),
                (true, false) => format!("`</{found}>` stands where another end tag is due for line {}", opened.line),
                (false, true) => format!("an end tag stands where `</{expected}>` is due for line {}", opened.line),
                (false, false) => self.to_string(),
            },
            Self::StrayEnd { name } if is_known(name) => format!("`</{name}>` closes no element"),
            _ => self.to_string(),
        }
    }
}
