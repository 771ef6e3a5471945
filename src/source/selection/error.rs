//! Why a text selects nothing.

/// A selector that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// It lacks its type or its name.
    #[error("`{text}` selects no component; write `ExternalCredential` or `ExternalCredential:Stripe`")]
    NotAPattern {
        /// What was written.
        text: String,
    },
    /// Its type is none that we know.
    #[error("`{type_name}` is no metadata type that xcred knows")]
    UnknownType {
        /// What was written.
        type_name: String,
        /// The type that was likely meant.
        suggestion: Option<String>,
    },
}

impl SelectionError {
    /// The way out, where there is one to tell.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownType { suggestion: Some(name), .. } => Some(format!("did you mean `{name}`?")),
            Self::UnknownType { suggestion: None, .. } | Self::NotAPattern { .. } => None,
        }
    }
}
