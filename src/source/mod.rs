//! From a project or a folder to a snapshot: which files are components, which of them are ignored, what they name.
//!
//! Paths come in as values and go out as they came in; nothing here knows of flags, the environment or a terminal.
//! XML is read only by [`links`] and [`summary`], which get it parsed.

pub mod links;
pub mod selection;
pub mod summary;

pub use links::{ReferenceTo, references};
pub use selection::Selection;
pub use summary::{Facts, facts};
