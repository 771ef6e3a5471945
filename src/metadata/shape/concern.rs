//! Which elements of a type are looked at, where most of them are none of our business.

use serde::Deserialize;

/// Elements of a type that concern callouts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// The element of the root.
    pub element: String,
    /// Of its repetitions, those with one of these keys; all of them where it names none.
    #[serde(default)]
    pub keys: Vec<String>,
}

impl Concern {
    /// Whether it speaks of the element with this name and the first part of this key.
    pub fn covers(&self, element: &str, key: Option<&str>) -> bool {
        self.element == element
            && (self.keys.is_empty() || key.is_some_and(|key| self.keys.iter().any(|one| one == key)))
    }
}
