//! What an org held of a component: a hash of it, and whether it is still so.

use std::{fmt, str::FromStr};

use super::{Digest, digest::NotADigest};
use crate::{
    metadata::{Component, ComponentFile, ComponentId, FileRole, formed},
    xml,
};

/// What stands in a plan for a component that the org did not hold.
const NOTHING: &str = "nothing";

/// What stands in a plan for a component of which nothing is known.
const UNSEEN: &str = "unseen";

/// What an org held of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// It had none.
    Nothing,
    /// It had one with this hash.
    Content(Digest),
    /// It was not asked, because nobody could read the answer.
    Unseen,
}

/// A component that is not in the org as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The component.
    pub id: ComponentId,
    /// What happened to it.
    pub since: Since,
}

/// What happened in the org to a component since a plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It was not there, and is now.
    Created,
    /// It is another.
    Changed,
    /// It was there, and is not any more.
    Deleted,
}

impl Holding {
    /// What an org holds, from its answer.
    pub fn of(component: Option<&Component>) -> Self {
        component.map_or(Self::Nothing, |component| Self::Content(digest_of(component)))
    }

    /// What happened since, from what the org answers now; nothing where it is the same.
    pub fn since(self, now: Option<&Component>) -> Option<Since> {
        match (self, Self::of(now)) {
            (Self::Nothing, Self::Content(_)) => Some(Since::Created),
            (Self::Content(_), Self::Nothing) => Some(Since::Deleted),
            (Self::Content(then), Self::Content(now)) if then != now => Some(Since::Changed),
            _ => None,
        }
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str(NOTHING),
            Self::Content(digest) => write!(f, "{digest}"),
            Self::Unseen => f.write_str(UNSEEN),
        }
    }
}

impl FromStr for Holding {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        match text {
            NOTHING => Ok(Self::Nothing),
            UNSEEN => Ok(Self::Unseen),
            digest => digest.parse().map(Self::Content),
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let happened = match self.since {
            Since::Created => "was created",
            Since::Changed => "was changed",
            Since::Deleted => "was deleted",
        };
        write!(f, "`{}` {happened} there", self.id)
    }
}

/// The hash of a component's files, in the form in which orgs give them out: how a text is indented or escaped is no change.
fn digest_of(component: &Component) -> Digest {
    let texts: Vec<(u8, Vec<u8>)> = component.files().iter().map(|file| told(component, file)).collect();
    let lengths: Vec<[u8; 9]> = texts.iter().map(|(role, text)| headed(*role, text.len())).collect();
    Digest::of_parts(texts.iter().zip(&lengths).flat_map(|((_, text), length)| [&length[..], text]))
}

/// What a file is, and how much of it follows.
fn headed(role: u8, length: usize) -> [u8; 9] {
    let mut head = [role; 9];
    head[1..].copy_from_slice(&(length as u64).to_le_bytes());
    head
}

fn told(component: &Component, file: &ComponentFile) -> (u8, Vec<u8>) {
    if file.role == FileRole::Content {
        return (1, file.bytes.to_vec());
    }
    let table = component.metadata_type();
    let text = table.and_then(|table| Some(formed(table, &xml::parse(&file.bytes).ok()?)));
    (0, text.map_or_else(|| file.bytes.to_vec(), String::into_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(inner: &str) -> Component {
        let text = format!("<ExternalCredential>{inner}</ExternalCredential>").into_bytes();
        Component::of_one_file(ComponentId::new("ExternalCredential", "Erp"), "x", text)
    }

    #[test]
    fn form_is_no_change_and_all_else_is() {
        let then = Holding::of(Some(&credential("<label>A &amp; B</label><description>x</description>")));
        let same = credential("\r\n  <description>x</description>\n  <label>A &#38; B</label>\n");
        assert_eq!(then.since(Some(&same)), None);
        assert_eq!(then.since(Some(&credential("<label>A</label><description>x</description>"))), Some(Since::Changed));
        assert_eq!(then.since(None), Some(Since::Deleted));
        assert_eq!(Holding::Nothing.since(None), None);
        assert_eq!(Holding::Nothing.since(Some(&same)), Some(Since::Created));
        assert_eq!(Holding::Unseen.since(Some(&same)), None);
        let broken = |text: &str| Holding::of(Some(&credential(text)));
        assert_ne!(broken("<a"), broken("<b"), "what cannot be parsed is its bytes");
    }

    #[test]
    fn what_a_file_is_belongs_to_the_hash() {
        let id = || ComponentId::new("Certificate", "Signing");
        let file = |role, bytes: &[u8]| ComponentFile { path: "x".into(), role, bytes: bytes.into() };
        let of = |files: Vec<ComponentFile>| Holding::of(Some(&Component::new(id(), files)));
        assert_ne!(of(vec![file(FileRole::Content, b"ab")]), of(vec![file(FileRole::Metadata, b"ab")]));
        let split = |one: &[u8], other: &[u8]| of(vec![file(FileRole::Metadata, one), file(FileRole::Content, other)]);
        assert_ne!(split(b"a", b"bc"), split(b"ab", b"c"));
    }

    #[test]
    fn parse_and_print_are_inverses() {
        for holding in [Holding::Nothing, Holding::Unseen, Holding::of(Some(&credential("")))] {
            assert_eq!(holding.to_string().parse(), Ok(holding));
        }
        assert!("something".parse::<Holding>().is_err());
    }
}
