//! Names that people, templates and language models make up, and what is meant by them.

use serde::Deserialize;

/// An element or a value that was seen in public files, samples or templates, and that no API version has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invention {
    /// The name.
    pub name: String,
    /// What to do instead.
    pub instead: String,
    /// The name that is meant, where it can be no other.
    pub means: Option<String>,
}

impl Invention {
    /// The invention with this name.
    pub fn named<'i>(inventions: &'i [Self], name: &str) -> Option<&'i Self> {
        inventions.iter().find(|invention| invention.name == name)
    }
}
