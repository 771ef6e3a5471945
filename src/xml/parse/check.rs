//! Names and characters that XML does not allow, as problems with their offsets.

use super::raw::Step;
use crate::xml::{
    XmlProblem,
    names::{first_bad_character, is_name, is_plain_name},
};

/// The prefix of an element's name, which is checked.
pub(super) fn prefix_of(at: usize, name: &str) -> Step<Option<&str>> {
    if is_plain_name(name) {
        return Ok(None);
    }
    check_name(at, name)?;
    Ok(name.split_once(':').map(|(prefix, _)| prefix))
}

pub(super) fn check_name(at: usize, name: &str) -> Step<()> {
    if is_name(name) { Ok(()) } else { Err((at, XmlProblem::BadName { name: name.to_owned() }.into())) }
}

pub(super) fn check_characters(at: usize, text: &str) -> Step<()> {
    match first_bad_character(text) {
        Some((inside, character)) => Err((at + inside, XmlProblem::BadCharacter { character }.into())),
        None => Ok(()),
    }
}
