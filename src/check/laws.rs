//! Laws of checking, fixing and formatting, which hold for any files at all.
//!
//! Property tests try them on real files mutated and on files that nobody wrote, the fuzz target under `tests/fuzz` on
//! whatever bytes it comes upon. A law that does not hold panics and says what it saw.

mod case;
mod fixes;
mod form;
mod places;
mod secret;
mod seeds;

#[cfg(test)]
mod tests;

pub use case::Case;
pub use seeds::{Seed, seeds};

use crate::metadata::Component;

/// All laws.
const LAWS: &[fn(&Case)] = &[
    places::every_place_lies_in_its_file,
    places::every_excerpt_shows_its_lines,
    places::findings_are_sorted,
    fixes::a_fix_changes_nothing_but_what_it_names,
    fixes::fixing_leaves_nothing_that_could_be_fixed,
    fixes::fixing_twice_is_fixing_once,
    form::formatting_twice_is_formatting_once,
    form::formatting_changes_no_meaning,
    form::formatting_keeps_comments,
    secret::a_secret_is_shown_nowhere,
];

/// Tries all laws on these files.
///
/// # Panics
/// Where one does not hold.
pub fn hold(case: &Case) {
    for law in LAWS {
        law(case);
    }
}

fn bytes_of(component: &Component) -> &[u8] {
    component.metadata_file().map_or(&[], |file| &file.bytes)
}
