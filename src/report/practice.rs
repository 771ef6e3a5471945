//! What the practice org holds.

use std::path::PathBuf;

use crate::metadata::ComponentId;

/// What the practice org holds.
#[derive(Debug, Default)]
pub struct PracticeReport {
    /// The folder that keeps its state.
    pub state: PathBuf,
    /// Its components, in the order of manifests.
    pub components: Vec<PracticeComponent>,
}

/// A component of the practice org.
#[derive(Debug)]
pub struct PracticeComponent {
    /// Its identity.
    pub id: ComponentId,
    /// Its record id in the org.
    pub record: String,
    /// When it was changed last, as ISO 8601 in UTC.
    pub modified: String,
}
