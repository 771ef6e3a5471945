//! Findings: what a user mends in the project's files.
//!
//! Whatever is mended with flags, a login or the network is an error of the module that met it, not a finding.

mod excerpt;
mod fix;

use std::{fmt, path::PathBuf};

use crate::{
    metadata::{Component, ComponentId, is_element_name},
    xml::{self, Document, Lines, Position, Span, XmlError},
};

pub use excerpt::{Excerpt, ExcerptLine};
pub use fix::{Edit, Fix};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Likely a mistake.
    Warning,
    /// The org refuses it, or xcred cannot work with it.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable id, such as `not-well-formed`.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// One sentence that says what it is about.
    pub summary: &'static str,
}

macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident, $summary:literal;)*) => {
        $(#[doc = $summary]
        pub const $name: Rule = Rule { id: $id, severity: Severity::$severity, summary: $summary };)*

        /// All rules, in the order of their ids.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    COMPONENT_REFUSED = "component-refused", Error, "The org refused the component.";
    DUPLICATE_COMPONENT = "duplicate-component", Error, "Two files describe the same component.";
    MISSPELT_SUFFIX = "misspelt-suffix", Warning, "A file's ending is nearly that of a metadata type.";
    NOT_WELL_FORMED = "not-well-formed", Error, "A file is not well-formed XML.";
    UNEXPECTED_FOLDER = "unexpected-folder", Warning, "A file lies in the folder of another metadata type.";
    WITHOUT_CONTENT = "without-content", Error, "A component's content file or its metadata file is missing.";
    WRONG_ROOT = "wrong-root", Error, "A file's root element is not that of its metadata type.";
}

/// A part of a file, in lines and columns; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// Where it starts.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

impl Region {
    /// The region of a span.
    pub fn of(span: Span, lines: &Lines<'_>) -> Self {
        Self { start: lines.position(span.start), end: lines.position(span.end) }
    }

    /// The region of no width at a position.
    pub fn at(position: Position) -> Self {
        Self { start: position, end: position }
    }
}

/// A file and, where it is known, a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// The part.
    pub region: Option<Region>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        self.region.map_or(Ok(()), |region| write!(f, ":{}", region.start))
    }
}

/// Something that a user mends in the project's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: Rule,
    /// The component that it is about, where there is one.
    pub component: Option<ComponentId>,
    /// Where it stands.
    pub location: Option<Location>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// The lines that it is about, where they were read to be shown.
    pub excerpt: Option<Excerpt>,
    /// How it is mended, where there is exactly one right answer.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding about a file.
    pub fn in_file(rule: Rule, path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        let location = Some(Location { path: path.into(), region: None });
        Self { rule, component: None, location, message: message.into(), help: None, excerpt: None, fix: None }
    }

    /// A finding about a file that is not XML.
    pub fn not_well_formed(path: impl Into<PathBuf>, error: &XmlError) -> Self {
        Self::in_file(NOT_WELL_FORMED, path, error.problem.naming(is_element_name)).at(Region::at(error.position))
    }

    /// The same, about a part of the file.
    #[must_use]
    pub fn at(mut self, region: Region) -> Self {
        if let Some(location) = &mut self.location {
            location.region = Some(region);
        }
        self
    }

    /// The same, about a component.
    #[must_use]
    pub fn about(mut self, component: ComponentId) -> Self {
        self.component = Some(component);
        self
    }

    /// The same, with the way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What findings are sorted by: file, line, rule.
    pub fn sort_key(&self) -> (Option<&Location>, &'static str, &str) {
        (self.location.as_ref(), self.rule.id, &self.message)
    }
}

/// Parses the metadata file of a component. A component of a lone content file has none; a file that is not XML, or is
/// another type's, is a finding.
pub fn read_document(component: &Component) -> Result<Option<Document<'_>>, Box<Finding>> {
    let Some(file) = component.metadata_file() else { return Ok(None) };
    let about = |finding: Finding| Box::new(finding.about(component.id().clone()));
    let document = xml::parse(&file.bytes).map_err(|error| about(Finding::not_well_formed(&file.path, &error)))?;
    let root = document.root();
    if root.local_name() == component.id().type_name.as_str() {
        return Ok(Some(document));
    }
    let message = format!("the root element is `<{}>`; this file's is `<{}>`", root.name, component.id().type_name);
    let region = Region::of(root.start_tag, &document.lines());
    Err(about(Finding::in_file(WRONG_ROOT, &file.path, message).at(region)))
}

/// Whether any of the findings is at least this grave.
pub fn any_at_least(findings: &[Finding], severity: Severity) -> bool {
    findings.iter().any(|finding| finding.rule.severity >= severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_by_their_ids_and_say_a_sentence() {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        for rule in RULES {
            assert!(rule.summary.ends_with('.'), "{}", rule.id);
        }
    }

    #[test]
    fn a_location_prints_as_editors_read_it() {
        let region = Region::at(Position { line: 3, column: 7 });
        let finding = Finding::in_file(NOT_WELL_FORMED, "a/b.xml", "x").at(region);
        assert_eq!(finding.location.unwrap().to_string(), "a/b.xml:3:7");
    }
}
