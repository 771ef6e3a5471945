//! The manifests inside a deployment, with the place of each member.
//!
//! A real org takes more elements in package.xml than select components (`fullName`, `apiAccessLevel`), so this reads
//! more leniently than `metadata::Manifest`, whose rule is to lose nothing.

use std::{collections::BTreeSet, sync::Arc};

use super::message::Problem;
use crate::{
    metadata::{ApiVersion, ComponentId, type_named},
    practice::verdict,
    xml::{self, Document, Element, Lines, Position},
};

/// A manifest of a deployment.
#[derive(Debug, Default)]
pub(crate) struct PackageManifest {
    /// Its path inside the archive.
    pub file_name: String,
    /// The API version that it names.
    pub version: Option<ApiVersion>,
    /// The components that it names; a wildcard is the name `*`.
    pub members: Vec<Member>,
    selected: BTreeSet<ComponentId>,
}

/// One member of a manifest.
#[derive(Debug)]
pub(crate) struct Member {
    /// The component, or all of a type where the name is `*`.
    pub id: ComponentId,
    /// Where it stands.
    pub place: Place,
}

/// A place in a manifest. Its line and column are worked out only where somebody is told of them: a manifest may name
/// ten thousand components on one line.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    text: Arc<[u8]>,
    offset: u32,
}

impl Place {
    /// The line and column.
    pub(crate) fn position(&self) -> Position {
        Lines::of(&self.text).position(self.offset)
    }
}

impl PackageManifest {
    /// Reads a manifest. The error is a problem of that file.
    pub(crate) fn read(file_name: String, bytes: &[u8]) -> Result<Self, Problem> {
        let document = xml::parse(bytes).map_err(|error| verdict::not_well_formed(&error))?;
        let root = document.root();
        if root.local_name() != "Package" {
            let words = verdict::unknown_element(root.local_name(), "Package");
            return Err(Problem::at(document.position(root.span), words));
        }
        let mut manifest = Self { file_name, ..Self::default() };
        for element in root.elements() {
            match element.local_name() {
                "types" => manifest.read_types(&document, element)?,
                "version" => manifest.version = Some(read_version(&document, element)?),
                _ => {}
            }
        }
        Ok(manifest)
    }

    /// Whether it names the component, or all of its type.
    pub(crate) fn names(&self, id: &ComponentId) -> bool {
        self.selected.contains(id) || self.selected.contains(&ComponentId::new(id.type_name.as_str(), "*"))
    }

    fn read_types(&mut self, document: &Document<'_>, types: &Element<'_>) -> Result<(), Problem> {
        let Some(name) = types.child("name") else {
            let words = "Required field is missing: name";
            return Err(Problem::at(document.position(types.span), words));
        };
        let type_name = name.text().trim().to_owned();
        if type_named(&type_name).is_none() {
            let words = format!("Unknown type name '{type_name}' specified in package.xml");
            return Err(Problem::at(document.position(name.span), words));
        }
        let text: Arc<[u8]> = Arc::from(document.bytes());
        let members = types.children_named("members").map(|element| Member {
            id: ComponentId::new(type_name.as_str(), element.text().trim()),
            place: Place { text: Arc::clone(&text), offset: element.span.start },
        });
        for member in members {
            self.selected.insert(member.id.clone());
            self.members.push(member);
        }
        Ok(())
    }
}

impl Member {
    /// Whether it stands for all of its type.
    pub(crate) fn is_wildcard(&self) -> bool {
        self.id.full_name.as_str() == "*"
    }
}

fn read_version(document: &Document<'_>, element: &Element<'_>) -> Result<ApiVersion, Problem> {
    let text = element.text();
    text.trim().parse().map_err(|_| {
        let words = format!("Invalid version specified:{}", text.trim());
        Problem::at(document.position(element.span), words)
    })
}
