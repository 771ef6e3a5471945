//! What a scan found: components, what they are, and whom they refer to.

use std::path::PathBuf;

use crate::{
    finding::Finding,
    metadata::{ApiVersion, ComponentId},
};

/// What a scan found.
#[derive(Debug, Default)]
pub struct ScanReport {
    /// The side that was scanned, for people.
    pub side: String,
    /// The API version that the project names.
    pub api_version: Option<ApiVersion>,
    /// The components, in the order of manifests.
    pub components: Vec<ScannedComponent>,
    /// Files that `.forceignore` hides.
    pub ignored: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// A component and what its file says of it.
#[derive(Debug)]
pub struct ScannedComponent {
    /// Its identity.
    pub id: ComponentId,
    /// Its file.
    pub file: PathBuf,
    /// The authentication protocol, where the type has one.
    pub protocol: Option<String>,
    /// The variant or flow of the protocol.
    pub flow: Option<String>,
    /// Who can log in.
    pub principals: Vec<PrincipalName>,
    /// Whom it refers to, each once.
    pub refers_to: Vec<ReferenceFound>,
}

impl ScannedComponent {
    /// A component of which nothing but its file is known.
    pub fn without_facts(id: ComponentId, file: PathBuf) -> Self {
        Self { id, file, protocol: None, flow: None, principals: Vec::new(), refers_to: Vec::new() }
    }
}

/// A principal of an external credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalName {
    /// Its name.
    pub name: String,
    /// Its parameter type, such as `NamedPrincipal`.
    pub kind: String,
}

/// A component that another one refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferenceFound {
    /// The component that is meant.
    pub to: ComponentId,
    /// The principal of it that is meant, in permission sets.
    pub principal: Option<String>,
    /// Whether the scanned side holds it.
    pub present: bool,
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum There {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Nothing,
}

/// Why a file is taken or left.
#[derive(Debug)]
pub struct WhyReport {
    /// The file.
    pub file: PathBuf,
    /// The component that it belongs to, if its name says so.
    pub component: Option<ComponentId>,
    /// The file name that was likely meant, where the name is nearly that of a component.
    pub likely_name: Option<String>,
    /// What is there.
    pub there: There,
    /// Whether it lies outside the package directories of the project, so that no command looks at it unasked.
    pub outside: bool,
    /// Whether an ignore rule hides it.
    pub ignored: bool,
    /// The rule that decided, for people: where it stands and what it says.
    pub decided_by: Option<String>,
}
