//! Changes that only follow a rename: references that name a component or a principal as it is called now.

use std::collections::BTreeMap;

use super::{ChangeKind, ChangeSet, Content, Detail, ElementChange, ElementPath, Shown, Value};
use crate::{
    metadata::{
        ComponentId, MetadataType,
        shape::{ElementShape, Kind, Reference, ReferenceForm},
        type_named,
    },
    source::split_principal,
};

/// What has another name now.
#[derive(Default)]
struct Renames {
    /// Components: the old name to the new one.
    components: BTreeMap<ComponentId, ComponentId>,
    /// Principals of a component, by its new name: the old name to the new one.
    principals: BTreeMap<ComponentId, BTreeMap<String, String>>,
}

/// Marks the changes that only follow what moved.
pub(super) fn mark(changes: &mut ChangeSet) {
    let renames = Renames::of(changes);
    if renames.components.is_empty() && renames.principals.is_empty() {
        return;
    }
    for (id, change) in changes.iter_mut() {
        if let (Some(kind), Detail::Elements(elements)) = (type_named(id.type_name.as_str()), &mut change.detail) {
            renames.mark_values(kind, elements);
            renames.mark_keys(kind, elements);
        }
    }
}

impl Renames {
    fn of(changes: &ChangeSet) -> Self {
        let mut renames = Self::default();
        for (id, change) in changes.iter() {
            if let (ChangeKind::Added, Some(old)) = (change.kind, &change.moved) {
                renames.components.insert(old.clone(), id.clone());
            }
            let Detail::Elements(elements) = &change.detail else { continue };
            for element in elements.iter().filter(|element| element.kind == ChangeKind::Added) {
                if let Some((old, new)) = element.moved.as_ref().and_then(|old| principal(old, &element.path)) {
                    renames.principals.entry(id.clone()).or_default().insert(old, new);
                }
            }
        }
        renames
    }

    /// What a reference names now, where it named something that moved.
    fn renamed(&self, reference: &Reference, old: &str) -> Option<(ComponentId, String)> {
        let (name, who) = match reference.form {
            ReferenceForm::FullName => (old, None),
            ReferenceForm::Principal => split_principal(old),
        };
        let id = ComponentId::new(reference.type_name.as_str(), name);
        let target = self.components.get(&id);
        let new = target.unwrap_or(&id);
        let new_who = who.and_then(|who| self.principals.get(new)?.get(who));
        if target.is_none() && new_who.is_none() {
            return None;
        }
        let who = new_who.map(String::as_str).or(who).map_or(String::new(), |who| format!("-{who}"));
        Some((new.clone(), format!("{}{who}", new.full_name)))
    }

    /// Marks values that name what moved.
    fn mark_values(&self, kind: &'static MetadataType, elements: &mut [ElementChange]) {
        for element in elements.iter_mut().filter(|element| element.kind == ChangeKind::Modified) {
            let (Some(old), Some(new)) = (clear(element.before.as_ref()), clear(element.after.as_ref())) else {
                continue;
            };
            let reference = shape_at(kind, &element.path).and_then(|shape| shape.refers_to.as_ref());
            element.follows = match reference {
                Some(reference) => {
                    self.renamed(reference, old.trim()).filter(|(_, name)| name == new.trim()).map(|(id, _)| id)
                }
                None => self.formula(old, new),
            };
        }
    }

    /// The component whose new name alone tells two formulas apart.
    fn formula(&self, old: &str, new: &str) -> Option<ComponentId> {
        let of_credential = |id: &ComponentId| format!("$Credential.{}.", id.full_name);
        let follows = |(from, to): (&ComponentId, &ComponentId)| {
            let mentioned = of_credential(from);
            (old.contains(&mentioned) && old.replace(&mentioned, &of_credential(to)) == new).then(|| to.clone())
        };
        self.components.iter().find_map(follows)
    }

    /// Marks repetitions whose keys name what moved: the one that went and the one that came.
    fn mark_keys(&self, kind: &'static MetadataType, elements: &mut [ElementChange]) {
        let mut pairs = Vec::new();
        for (gone, element) in elements.iter().enumerate().filter(|(_, one)| one.kind == ChangeKind::Removed) {
            let Some((step, [])) = element.path.steps().split_first() else { continue };
            let key_shape = shape_at(kind, &element.path).and_then(|shape| key_shape(kind, shape));
            let Some(reference) = key_shape.and_then(|shape| shape.refers_to.as_ref()) else { continue };
            let Some((target, name)) = step.key.first().and_then(|old| self.renamed(reference, old)) else { continue };
            let came = elements.iter().position(|other| {
                let first = other.path.steps().first();
                let has_name = first.is_some_and(|other| other.name == step.name && other.key.first() == Some(&name));
                other.kind == ChangeKind::Added && has_name && other.path.steps().len() == 1
            });
            pairs.extend(came.map(|came| (gone, came, target)));
        }
        for (gone, came, target) in pairs {
            (elements[gone].moved, elements[came].moved) =
                (Some(elements[came].path.clone()), Some(elements[gone].path.clone()));
            elements[gone].follows = Some(target.clone());
            elements[came].follows = Some(target);
        }
    }
}

/// The old and the new name of a parameter that moved, where its name did.
fn principal(old: &ElementPath, new: &ElementPath) -> Option<(String, String)> {
    let name = |path: &ElementPath| path.steps().first()?.key.get(1).cloned();
    let (old, new) = (name(old)?, name(new)?);
    (old != new).then_some((old, new))
}

fn clear(value: Option<&Value>) -> Option<&str> {
    match &value?.content {
        Content::Text(Shown::Clear(text)) => Some(text),
        _ => None,
    }
}

/// What the table says of the element at a path.
fn shape_at(kind: &'static MetadataType, path: &ElementPath) -> Option<&'static ElementShape> {
    let mut shapes = &kind.elements[..];
    let mut found = None;
    for step in path.steps() {
        let shape = shapes.iter().find(|shape| shape.name == step.name)?;
        shapes = kind.inside(shape);
        found = Some(shape);
    }
    found
}

/// What the table says of the child that is the key of a list.
fn key_shape(kind: &'static MetadataType, list: &'static ElementShape) -> Option<&'static ElementShape> {
    let is_list = matches!(list.kind, Kind::Structure(_));
    kind.inside(list).iter().find(|child| is_list && list.key.first() == Some(&child.name))
}
