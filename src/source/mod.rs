//! From a project or a folder to a snapshot: which files are components, which of them are ignored, what they name.
//!
//! Paths come in as values and go out as they came in; nothing here knows of flags, the environment or a terminal.
//! XML is read only by [`links`] and [`summary`], which get it parsed.

pub mod bystanders;
pub mod discovery;
pub mod forceignore;
pub mod git;
pub mod links;
mod near_miss;
mod paths;
pub mod project;
pub mod scan;
pub mod selection;
mod suffixes;
pub mod summary;
mod walk;

pub use bystanders::{Bystander, BystanderKind};
pub use discovery::{Discovery, FoundComponent, FoundFile, discover};
pub use forceignore::ForceIgnore;
pub use links::{ReferenceTo, reference, references, split_principal};
pub use near_miss::likely_name;
pub use project::Project;
pub use scan::{Scan, ScanError, ScanRequest, scan};
pub use selection::Selection;
pub use suffixes::identify;
pub use summary::{Facts, facts};
