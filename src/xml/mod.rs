//! XML with spans: a tree that knows where each of its parts stands in the bytes, and a writer that writes as Salesforce
//! writes.
//!
//! The tree borrows from the bytes that it was read from and never changes them; it is for comparing and checking. What
//! is deployed are the bytes themselves. The events come from quick-xml. What it leaves to its callers is done here:
//! names, characters, references, namespaces, limits, one root. No document type declaration is read and no entity is
//! expanded beyond the five of XML and character references, so hostile input cannot grow.

mod arena;
pub mod escape;
pub mod names;
pub mod parse;
pub mod problem;
pub mod source;
pub mod span;
pub mod tree;
pub mod write;

pub(crate) use names::is_same_name;
pub use parse::{Limits, parse, parse_within};
pub use problem::{XmlError, XmlProblem};
pub use span::{Lines, Position, Span};
pub use tree::{Attribute, Document, Element, Node, Text};
pub use write::{Writer, write_inside};

/// The namespace of the Metadata API, which every metadata file and manifest carries.
pub const METADATA_NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";
