//! Reports as text: one file per format. Pure: a report goes in, bytes come out.
//!
//! Human text carries its colours as escape codes; whoever writes it to a place without colour strips them. Values come
//! from files and orgs and are hostile until proven otherwise: control characters are written out, never passed on.

mod changes;
mod consequence_page;
mod dotenv;
mod format;
pub mod github;
mod gitlab;
mod html;
pub mod human;
pub mod json;
mod junit;
pub mod markdown;
pub mod paint;
mod place;
mod rank;
pub mod rule_page;
mod sarif;
mod tally;
pub mod trouble_page;
mod trouble_words;
mod words;

pub use consequence_page::consequence_page;
pub use format::{FORMATS, Format, NotAFormat, Run, write};
