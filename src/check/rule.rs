//! What a rule is: its names, its grounds, an example, and what it looks at.

use super::{Level, Notes, Parameter, ProjectNotes, ProjectView, Subject};
use crate::{
    finding::Rule,
    metadata::{ApiVersion, shape::Evidence},
    source::BystanderKind,
};

/// One rule of the table.
#[derive(Debug)]
pub struct CheckRule {
    /// Its id, default severity and one sentence.
    pub rule: Rule,
    /// Whether it has exactly one right answer, which `--fix` gives.
    pub fixable: bool,
    /// Whether what it points at is a secret, to be hidden in every excerpt.
    pub conceals: bool,
    /// The version of xcred that first had it.
    pub since: &'static str,
    /// What it rests on.
    pub evidence: Evidence,
    /// Why it matters: what the server says, or what happens later. Markdown.
    pub why: &'static str,
    /// The way out. Markdown.
    pub way_out: &'static str,
    /// Where the fact comes from: a document's title, a server's words, a count of real files. Markdown.
    pub source: &'static str,
    /// What it looks at.
    pub look: Look,
    /// What fires it, and how that looks when it is mended.
    pub example: Example,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Look {
    /// It is found before any rule looks: by the scan, the XML reader, or the reading of comments to this tool.
    Reading,
    /// Each level of a component that is not just what its table says. What the rule is about makes a level such a one.
    Oddities(LevelLook),
    /// Each level of a component that holds URLs.
    Urls(LevelLook),
    /// Each parameter of a component of one of these types.
    Parameters(&'static [&'static str], ParameterLook),
    /// Each component of one of these types; of all types where none is named.
    Components(&'static [&'static str], ComponentLook),
    /// The bytes of each file of this kind beside the components.
    Bystanders(BystanderKind, BystanderLook),
    /// All components together.
    Project(fn(&ProjectView<'_>, &mut ProjectNotes)),
}

/// Looks at one level of a component.
pub type LevelLook = fn(&Level<'_, '_>, &mut Notes);

/// Looks at one parameter of a component.
pub type ParameterLook = fn(&Subject<'_>, &Parameter<'_>, &mut Notes);

/// Looks at one component.
pub type ComponentLook = fn(&Subject<'_>, &mut Notes);

/// Looks at the bytes of one file beside the components.
pub type BystanderLook = fn(&[u8], &mut Notes);

/// Files that fire a rule, once, and the same files mended.
#[derive(Debug)]
pub struct Example {
    /// The API version that they are checked by, where it is not the newest that we know.
    pub version: Option<ApiVersion>,
    /// The files that fire it. In exactly one of them `⟦` and `⟧` stand around the text that the finding points at.
    pub wrong: &'static [ExampleFile],
    /// The same files, mended: nothing fires. Where the rule can be fixed, this is what `--fix` makes of them.
    pub right: &'static [ExampleFile],
}

/// The path of a file in a project in source format, and its text. A path that starts with [`IN_ORG`] is that of a component
/// that the target org holds; where there is one, the org was asked.
pub type ExampleFile = (&'static str, &'static str);

/// How the paths of examples start that stand in the target org.
pub const IN_ORG: &str = "org:";
