//! package.xml: which components a deployment, a retrieval or a command is about.

use std::collections::{BTreeMap, BTreeSet};

use super::{ApiVersion, ComponentId, FullName, TypeName, is_element_name};
use crate::xml::{self, Document, Element, METADATA_NAMESPACE, Position, Writer, XmlError};

/// The member that stands for all components of a type.
const WILDCARD: &str = "*";

/// A manifest: an API version and, per type, a wildcard and names. Sorted, without duplicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The API version that the manifest's reader should speak.
    pub version: Option<ApiVersion>,
    types: BTreeMap<TypeName, Members>,
}

/// The members of one type in a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// Whether `*` selects all of the type.
    pub wildcard: bool,
    /// The names.
    pub names: BTreeSet<FullName>,
}

/// Why a text is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// It is not XML.
    #[error("{}", .0.problem.naming(is_element_name))]
    Xml(#[from] XmlError),
    /// Its root is another element.
    #[error("the root element is `<{found}>`; a manifest's is `<Package>`")]
    WrongRoot {
        /// Where the root starts.
        position: Position,
        /// Its name.
        found: String,
    },
    /// An element that would be lost.
    #[error("`<{name}>` is not an element of a manifest that xcred reads")]
    UnknownElement {
        /// Where it stands.
        position: Position,
        /// Its name.
        name: String,
    },
    /// A `<types>` without its `<name>`, or with an empty one.
    #[error("this `<types>` has no `<name>`")]
    NamelessTypes {
        /// Where it stands.
        position: Position,
    },
    /// A version that is none.
    #[error("`{text}` is not an API version; one looks like `64.0`")]
    BadVersion {
        /// Where it stands.
        position: Position,
        /// What stands there.
        text: String,
    },
}

impl ManifestError {
    /// Where it shows.
    pub fn position(&self) -> Position {
        match self {
            Self::Xml(error) => error.position,
            Self::WrongRoot { position, .. }
            | Self::UnknownElement { position, .. }
            | Self::NamelessTypes { position }
            | Self::BadVersion { position, .. } => *position,
        }
    }
}

impl Manifest {
    /// A manifest of these components by name.
    pub fn of<'i>(version: Option<ApiVersion>, ids: impl IntoIterator<Item = &'i ComponentId>) -> Self {
        let mut manifest = Self { version, types: BTreeMap::new() };
        ids.into_iter().for_each(|id| manifest.add(id));
        manifest
    }

    /// Adds one component by name; the name `*` is the wildcard.
    pub fn add(&mut self, id: &ComponentId) {
        let members = self.types.entry(id.type_name.clone()).or_default();
        if id.full_name.as_str() == WILDCARD {
            members.wildcard = true;
        } else {
            members.names.insert(id.full_name.clone());
        }
    }

    /// Adds components of one type by name, as [`Self::add`] does, and faster where they come in order.
    pub fn add_all(&mut self, type_name: TypeName, names: impl IntoIterator<Item = FullName>) {
        let members = self.types.entry(type_name).or_default();
        let mut names: BTreeSet<FullName> = names.into_iter().collect();
        members.wildcard |= names.remove(WILDCARD);
        members.names.append(&mut names);
    }

    /// Adds all components of a type.
    pub fn add_wildcard(&mut self, type_name: &TypeName) {
        self.types.entry(type_name.clone()).or_default().wildcard = true;
    }

    /// Adds all that another manifest selects. The other's version counts where it has one.
    pub fn merge(&mut self, other: &Self) {
        self.version = other.version.or(self.version);
        self.merge_if(other, |_| true);
    }

    /// Adds what another manifest selects of the types that are wanted; the version stays.
    pub fn merge_if(&mut self, other: &Self, wanted: impl Fn(&TypeName) -> bool) {
        for (type_name, members) in other.types.iter().filter(|(type_name, _)| wanted(type_name)) {
            let own = self.types.entry(type_name.clone()).or_default();
            own.wildcard |= members.wildcard;
            own.names.extend(members.names.iter().cloned());
        }
    }

    /// The types with their members, in the order in which they are written.
    pub fn types(&self) -> impl ExactSizeIterator<Item = (&TypeName, &Members)> {
        self.types.iter()
    }

    /// The components that are selected by name.
    pub fn ids(&self) -> impl Iterator<Item = ComponentId> {
        self.types.iter().flat_map(|(type_name, members)| {
            let id = |name: &FullName| ComponentId { type_name: type_name.clone(), full_name: name.clone() };
            members.names.iter().map(id)
        })
    }

    /// How many members are written, wildcards included.
    pub fn len(&self) -> usize {
        self.types.values().map(|members| members.names.len() + usize::from(members.wildcard)).sum()
    }

    /// Whether the manifest selects nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the manifest selects this component, by name or by wildcard.
    pub fn selects(&self, id: &ComponentId) -> bool {
        let members = self.types.get(&id.type_name);
        members.is_some_and(|members| members.wildcard || members.names.contains(&id.full_name))
    }

    /// Writes package.xml as `sf project generate manifest` does: types and members sorted, 4 spaces, a final newline.
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::indented();
        writer.start("Package", &[("xmlns", METADATA_NAMESPACE)]);
        for (type_name, members) in self.types.iter().filter(|(_, members)| !members.is_empty()) {
            writer.start("types", &[]);
            if members.wildcard {
                writer.leaf("members", WILDCARD);
            }
            for name in &members.names {
                writer.leaf("members", name.as_str());
            }
            writer.leaf("name", type_name.as_str()).end();
        }
        if let Some(version) = self.version {
            writer.leaf("version", &version.to_string());
        }
        writer.end();
        writer.finish()
    }

    /// Reads package.xml or a destructive manifest. An element that this type cannot hold is an error, so that merging
    /// into a file never loses what stood there.
    pub fn from_xml(bytes: &[u8]) -> Result<Self, ManifestError> {
        let document = xml::parse(bytes)?;
        let root = document.root();
        if root.local_name() != "Package" {
            let position = document.position(root.span);
            return Err(ManifestError::WrongRoot { position, found: root.name.to_owned() });
        }
        let mut manifest = Self::default();
        for element in root.elements() {
            match element.local_name() {
                "types" => manifest.read_types(&document, element)?,
                "version" => manifest.version = Some(read_version(&document, element)?),
                _ => return Err(unknown(&document, element)),
            }
        }
        Ok(manifest)
    }

    fn read_types(&mut self, document: &Document<'_>, types: &Element<'_>) -> Result<(), ManifestError> {
        let name = types.child_text("name").unwrap_or_default().trim().to_owned();
        if name.is_empty() {
            return Err(ManifestError::NamelessTypes { position: document.position(types.span) });
        }
        for element in types.elements() {
            match element.local_name() {
                "members" => self.add(&ComponentId::new(name.as_str(), element.text().trim())),
                "name" => {}
                _ => return Err(unknown(document, element)),
            }
        }
        Ok(())
    }
}

impl Members {
    /// Whether nothing of the type is selected.
    pub fn is_empty(&self) -> bool {
        !self.wildcard && self.names.is_empty()
    }
}

fn unknown(document: &Document<'_>, element: &Element<'_>) -> ManifestError {
    ManifestError::UnknownElement { position: document.position(element.span), name: element.name.to_owned() }
}

fn read_version(document: &Document<'_>, element: &Element<'_>) -> Result<ApiVersion, ManifestError> {
    let text = element.text();
    text.trim().parse().map_err(|_| ManifestError::BadVersion {
        position: document.position(element.span),
        text: text.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_written_as_sf_writes_it() {
        let mut manifest = Manifest { version: Some(ApiVersion::new(64)), ..Manifest::default() };
        for (type_name, name) in [("PermissionSet", "P"), ("ExternalCredential", "b"), ("ExternalCredential", "B&")] {
            manifest.add(&ComponentId::new(type_name, name));
        }
        manifest.add_wildcard(&TypeName::new("ExternalAuthIdentityProvider"));
        let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>*</members>
        <name>ExternalAuthIdentityProvider</name>
    </types>
    <types>
        <members>B&amp;</members>
        <members>b</members>
        <name>ExternalCredential</name>
    </types>
    <types>
        <members>P</members>
        <name>PermissionSet</name>
    </types>
    <version>64.0</version>
</Package>
"#;
        assert_eq!(manifest.to_xml(), text);
        assert_eq!(Manifest::from_xml(text.as_bytes()), Ok(manifest));
    }

    #[test]
    fn what_a_manifest_cannot_hold_is_told_with_its_place() {
        let cases = [
            ("<Pakage/>", "1:1: the root element is `<Pakage>`; a manifest's is `<Package>`"),
            (
                "<Package>\n <fullName>x</fullName></Package>",
                "2:2: `<fullName>` is not an element of a manifest that xcred reads",
            ),
            ("<Package>\n <types><members>x</members></types></Package>", "2:2: this `<types>` has no `<name>`"),
            ("<Package><version>x</version></Package>", "1:10: `x` is not an API version; one looks like `64.0`"),
            ("<Package>", "1:10: `<Package>` of line 1 is never closed"),
        ];
        for (text, expected) in cases {
            let error = Manifest::from_xml(text.as_bytes()).unwrap_err();
            assert_eq!(format!("{}: {error}", error.position()), expected);
        }
    }

    #[test]
    fn a_wildcard_selects_every_name_of_its_type_alone() {
        let mut manifest = Manifest::default();
        manifest.add(&ComponentId::new("A", "*"));
        manifest.add(&ComponentId::new("B", "one"));
        assert!(manifest.selects(&ComponentId::new("A", "any")));
        assert!(manifest.selects(&ComponentId::new("B", "one")));
        assert!(!manifest.selects(&ComponentId::new("B", "two")));
        assert!(!manifest.selects(&ComponentId::new("C", "one")));
    }

    fn manifests() -> impl Strategy<Value = Manifest> {
        let ids = proptest::collection::vec(("[A-Z][a-z]{0,5}", "[a-zA-Z_ &<'äß*-]{1,8}"), 0..12);
        (proptest::option::of(20_u16..80), ids).prop_map(|(version, ids)| {
            let ids: Vec<_> = ids.into_iter().map(|(kind, name)| ComponentId::new(kind, name.trim())).collect();
            let named = ids.iter().filter(|id| !id.full_name.as_str().is_empty());
            Manifest::of(version.map(ApiVersion::new), named)
        })
    }

    proptest! {
        #[test]
        fn one_by_one_or_all_at_once(manifest in manifests(), names in proptest::collection::vec("[a-c*]", 0..6)) {
            let (mut one_by_one, mut at_once) = (manifest.clone(), manifest);
            for name in &names {
                one_by_one.add(&ComponentId::new("A", name.as_str()));
            }
            if !names.is_empty() {
                at_once.add_all(TypeName::new("A"), names.into_iter().map(FullName::new));
            }
            prop_assert_eq!(one_by_one, at_once);
        }

        #[test]
        fn parse_and_print_are_inverses(manifest in manifests()) {
            prop_assert_eq!(Manifest::from_xml(manifest.to_xml().as_bytes()), Ok(manifest));
        }

        #[test]
        fn merging_selects_what_either_selected(a in manifests(), b in manifests()) {
            let mut both = a.clone();
            both.merge(&b);
            for (type_name, members) in a.types().chain(b.types()) {
                for name in &members.names {
                    let id = ComponentId { type_name: type_name.clone(), full_name: name.clone() };
                    prop_assert!(both.selects(&id));
                }
            }
            both.merge(&a);
            both.merge(&b);
            prop_assert_eq!(both.len(), { let mut again = both.clone(); again.merge(&a); again.len() });
        }
    }
}
