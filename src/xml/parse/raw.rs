//! Problems before their offsets have become positions, and what quick-xml's errors mean.

use quick_xml::errors::{Error, IllFormedError, SyntaxError};

use crate::xml::{Position, XmlProblem};

/// A problem before offsets have become positions.
pub(super) enum Raw {
    Placed(XmlProblem),
    Unclosed { name: String, opened: usize },
    WrongEnd { expected: String, opened: usize, found: String },
}

/// What a step of the parser gives, or the offset of a problem and the problem.
pub(super) type Step<T> = Result<T, (usize, Raw)>;

impl Raw {
    /// The problem with its offsets turned into positions.
    pub(super) fn placed(self, position: impl Fn(usize) -> Position) -> XmlProblem {
        match self {
            Self::Placed(problem) => problem,
            Self::Unclosed { name, opened } => XmlProblem::Unclosed { name, opened: position(opened) },
            Self::WrongEnd { expected, opened, found } => {
                XmlProblem::WrongEnd { expected, opened: position(opened), found }
            }
        }
    }
}

impl From<XmlProblem> for Raw {
    fn from(problem: XmlProblem) -> Self {
        Self::Placed(problem)
    }
}

/// What an error of quick-xml means in the event that starts at an offset.
pub(super) fn syntax(text: &str, start: usize, error: Error) -> (usize, Raw) {
    let unclosed = |construct| XmlProblem::UnclosedMarkup { construct };
    let problem = match error {
        Error::Syntax(SyntaxError::InvalidBangMarkup) => XmlProblem::BadMarkup,
        Error::Syntax(SyntaxError::UnclosedPI) => unclosed("a processing instruction"),
        Error::Syntax(SyntaxError::UnclosedXmlDecl) => unclosed("the XML declaration"),
        Error::Syntax(SyntaxError::UnclosedComment) => unclosed("a comment"),
        Error::Syntax(SyntaxError::UnclosedDoctype) | Error::IllFormed(IllFormedError::MissingDoctypeName) => {
            XmlProblem::Doctype
        }
        Error::Syntax(SyntaxError::UnclosedCData) => unclosed("a CDATA section"),
        Error::Syntax(_) => unclosed("a tag"),
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
            let comment = &text[start..];
            let at = comment.get(4..).and_then(|inside| inside.find("--")).map_or(0, |at| at + 4);
            return (start + at, XmlProblem::DoubleHyphenInComment.into());
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            let at = text[start..].find('&').unwrap_or(0);
            return (start + at, XmlProblem::LoneAmpersand.into());
        }
        other => XmlProblem::BadDeclaration { reason: other.to_string() },
    };
    (start, problem.into())
}
