//! Lenient reading of JSON: numbers and flags may be strings, a single item may stand for a list.

use jiff::Timestamp;
use serde_json::Value;

/// The values among an object's members.
pub(super) trait Fields {
    /// A member; nothing where there is none or it is null.
    fn member(&self, name: &str) -> Option<&Value>;

    /// The text of a member that is a string or a number, and not empty.
    fn text_of(&self, name: &str) -> Option<String> {
        match self.member(name)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether a member says true.
    fn flag(&self, name: &str) -> bool {
        match self.member(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
            _ => false,
        }
    }

    /// The count in a member.
    fn count(&self, name: &str) -> Option<u64> {
        match self.member(name)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The date in a member.
    fn date(&self, name: &str) -> Option<Timestamp> {
        self.member(name)?.as_str()?.trim().parse().ok()
    }

    /// The items of a member that is a list, or the one that it is.
    fn many(&self, name: &str) -> &[Value] {
        match self.member(name) {
            Some(Value::Array(items)) => items,
            Some(item) => std::slice::from_ref(item),
            None => &[],
        }
    }
}

impl Fields for Value {
    fn member(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_null())
    }
}
