//! The path of an element inside a component: `externalCredentialParameters[NamedPrincipal,Admin].sequenceNumber`.

use std::{fmt, str::FromStr};

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
    /// All that tells it from them, shown or not; nothing for an element that has none of its name beside it.
    pub(super) identity: Option<&'t [String]>,
}

impl Trail<'_> {
    /// The path of the element.
    pub(super) fn path(&self) -> ElementPath {
        let mut path = self.above.map_or_else(ElementPath::default, Self::path);
        path.0.push(Step { name: self.name.to_owned(), key: self.key.to_vec() });
        path
    }

    /// The place of the element.
    pub(super) fn place(&self) -> Place {
        let mut place = self.above.map_or_else(Place::default, Self::place);
        place.0.push((self.name.to_owned(), self.identity.map(<[String]>::to_vec)));
        place
    }
}

/// Where an element stands, told so well that it is found again in another comparison. Paths leave out what people need
/// not see, such as the values that tell elements without a key apart; a place holds them, secrets too, so it lives as
/// long as a comparison and is never shown.
#[derive(Clone, Default)]
pub(super) struct Place(Vec<(String, Option<Vec<String>>)>);

impl Place {
    /// Whether the other element is this one or inside of it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        let same = |one: &(String, Option<Vec<String>>), other: &(String, Option<Vec<String>>)| {
            one.0 == other.0 && (one.1.is_none() || other.1.is_none() || one.1 == other.1)
        };
        self.0.len() <= other.0.len() && self.0.iter().zip(&other.0).all(|(one, other)| same(one, other))
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

/// A text that is no path of an element.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no path of an element; one is `label`, or `externalCredentialParameters[NamedPrincipal,Admin].sequenceNumber`"
)]
pub struct NotAPath {
    text: String,
}

impl FromStr for ElementPath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        steps(text).map(Self).ok_or_else(|| NotAPath { text: text.to_owned() })
    }
}

fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (key, after) = match after.strip_prefix('[') {
            Some(inside) => key_parts(inside)?,
            None => (Vec::new(), after),
        };
        if name.is_empty() || name.contains([']', ',', '"', ' ']) {
            return None;
        }
        steps.push(Step { name: name.to_owned(), key });
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(steps),
        }
    }
}

/// The parts of a key up to its bracket, and what follows.
fn key_parts(text: &str) -> Option<(Vec<String>, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, after) = if rest.starts_with('"') { quoted_part(rest)? } else { bare_part(rest)? };
        parts.push(part);
        match after.as_bytes().first()? {
            b',' => rest = &after[1..],
            b']' => return Some((parts, &after[1..])),
            _ => return None,
        }
    }
}

fn bare_part(text: &str) -> Option<(String, &str)> {
    let end = text.find([',', ']'])?;
    let part = &text[..end];
    (quoted_if_odd(part) == part).then(|| (part.to_owned(), &text[end..]))
}

/// A part in quotes: a string of JSON.
fn quoted_part(text: &str) -> Option<(String, &str)> {
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let part = strings.next()?.ok()?;
    let (written, after) = text.split_at(strings.byte_offset());
    (quoted_if_odd(&part) == written).then_some((part, after))
}

/// The part as it is, or as a string of JSON where it holds what separates parts.
fn quoted_if_odd(part: &str) -> String {
    let odd = part.is_empty() || part.contains([',', '[', ']', '"', '\\']) || part.chars().any(char::is_control);
    if odd { serde_json::Value::from(part).to_string() } else { part.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn step() -> impl Strategy<Value = Step> {
        let part = prop_oneof!["[A-Za-z -]{1,8}", any::<String>()];
        ("[a-z][A-Za-z]{0,8}", vec(part, 0..4)).prop_map(|(name, key)| Step { name, key })
    }

    proptest! {
        #[test]
        fn parse_and_print_are_inverses(steps in vec(step(), 1..4)) {
            let path = ElementPath(steps);
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }

        #[test]
        fn what_parses_prints_as_it_was(text in r#"([a-z]{1,3}(\[[a-z",\\\]]{0,5}\])?\.?){1,3}"#) {
            if let Ok(path) = text.parse::<ElementPath>() {
                prop_assert_eq!(path.to_string(), text);
            }
        }
    }

    #[test]
    fn texts_that_are_no_path_are_refused() {
        for text in ["", ".", "a.", ".a", "a[", "a[]", "a[x", "a[x]b", "a[\"x]", "a]", "a[x],", "a[\"x\"]"] {
            assert!(text.parse::<ElementPath>().is_err(), "{text}");
        }
        assert_eq!(
            "a[".parse::<ElementPath>().unwrap_err().to_string().split(';').next(),
            Some("`a[` is no path of an element")
        );
    }

    #[test]
    fn it_prints_keys_in_brackets() {
        let key = ["NamedPrincipal".to_owned(), "My Admin".to_owned()];
        let above = Trail { above: None, name: "externalCredentialParameters", key: &key, identity: Some(&key) };
        let trail = Trail { above: Some(&above), name: "sequenceNumber", key: &[], identity: None };
        assert_eq!(trail.path().to_string(), "externalCredentialParameters[NamedPrincipal,My Admin].sequenceNumber");
        let odd = Trail { above: None, name: "a", key: &["x,y]".to_owned(), String::new()], identity: None };
        assert_eq!(odd.path().to_string(), r#"a["x,y]",""]"#);
    }
}
