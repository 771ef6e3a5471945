//! Text that is no XML, in the words of the server's parser.

use crate::{
    practice::deploy::message::Problem,
    xml::{XmlError, XmlProblem},
};

/// The problem of a file that is not well-formed, where it shows.
///
/// `Error parsing file:` and the sentence on comments are a server's. The server parses with Apache Xerces, so the other
/// sentences are those of Xerces where it has one for the case; that the server passes them on is inferred.
pub(crate) fn not_well_formed(error: &XmlError) -> Problem {
    Problem::at(error.position, format!("Error parsing file: {}", words(&error.problem)))
}

fn words(problem: &XmlProblem) -> String {
    let ended_too_early = "XML document structures must start and end within the same entity.";
    match problem {
        XmlProblem::DoubleHyphenInComment => "The string \"--\" is not permitted within comments.".to_owned(),
        XmlProblem::WrongEnd { expected, .. } => {
            format!("The element type \"{expected}\" must be terminated by the matching end-tag \"</{expected}>\".")
        }
        XmlProblem::Unclosed { .. } | XmlProblem::UnclosedMarkup { .. } => ended_too_early.to_owned(),
        XmlProblem::Empty | XmlProblem::NoRoot => "Premature end of file.".to_owned(),
        XmlProblem::SecondRoot { .. } | XmlProblem::StrayEnd { .. } => {
            "The markup in the document following the root element must be well-formed.".to_owned()
        }
        XmlProblem::LoneAmpersand => {
            "The entity name must immediately follow the '&' in the entity reference.".to_owned()
        }
        XmlProblem::UnknownEntity { name } => {
            format!("The entity \"{name}\" was referenced, but not declared.")
        }
        XmlProblem::TextOutsideRoot => "Content is not allowed in prolog.".to_owned(),
        XmlProblem::UnboundPrefix { prefix } => {
            format!("The prefix \"{prefix}\" for element is not bound.")
        }
        other => other.to_string(),
    }
}
