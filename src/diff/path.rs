//! The path of an element inside a component: `externalCredentialParameters[NamedPrincipal,Admin].sequenceNumber`.

use std::fmt;

/// The way from the root of a component to one of its elements. Keys stand for positions, so a path means the same
/// element whatever the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementPath(Vec<Step>);

/// One element on the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The element's name.
    pub name: String,
    /// What tells it from its like-named siblings; empty where it has none.
    pub key: Vec<String>,
}

/// The last step of a way that a comparison takes. It becomes a path where something differs, which is seldom.
#[derive(Clone, Copy)]
pub(super) struct Trail<'t> {
    /// The step before; nothing for a child of the root.
    pub(super) above: Option<&'t Trail<'t>>,
    /// The element's name.
    pub(super) name: &'t str,
    /// What tells it from its like-named siblings.
    pub(super) key: &'t [String],
}

impl Trail<'_> {
    /// The path of the element.
    pub(super) fn path(&self) -> ElementPath {
        let mut path = self.above.map_or_else(ElementPath::default, Self::path);
        path.0.push(Step { name: self.name.to_owned(), key: self.key.to_vec() });
        path
    }
}

impl ElementPath {
    /// The elements on the way.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            f.write_str(&step.name)?;
            if !step.key.is_empty() {
                let parts: Vec<String> = step.key.iter().map(|part| quoted_if_odd(part)).collect();
                write!(f, "[{}]", parts.join(","))?;
            }
        }
        Ok(())
    }
}

/// The part as it is, or in quotes where it holds what separates parts.
fn quoted_if_odd(part: &str) -> String {
    let odd = part.is_empty() || part.contains([',', '[', ']', '"', '\\']) || part.chars().any(char::is_control);
    if odd { format!("{part:?}") } else { part.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_prints_keys_in_brackets() {
        let key = ["NamedPrincipal".to_owned(), "My Admin".to_owned()];
        let above = Trail { above: None, name: "externalCredentialParameters", key: &key };
        let trail = Trail { above: Some(&above), name: "sequenceNumber", key: &[] };
        assert_eq!(trail.path().to_string(), "externalCredentialParameters[NamedPrincipal,My Admin].sequenceNumber");
        let odd = Trail { above: None, name: "a", key: &["x,y]".to_owned(), String::new()] };
        assert_eq!(odd.path().to_string(), r#"a["x,y]",""]"#);
    }
}
