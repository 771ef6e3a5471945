//! Whether a level is just what its table says: known elements in good order, each with a value that it can have.
//!
//! Nearly all levels are. The rules about the form of a level ([`super::Look::Oddities`]) have nothing to say of those, so
//! that one pass finds out for all of them and they look at the others alone. It must call a level odd wherever one of
//! them speaks, and may do so elsewhere; a law over mutated files holds that.

use super::{Level, Placed};
use crate::{
    metadata::shape::{Audience, ElementShape, Kind},
    xml::{Element, METADATA_NAMESPACE, Node},
};

/// Whether no rule about the form of a level can have anything to say of this one.
pub(super) fn is_regular(level: &Level<'_, '_>) -> bool {
    !level.subject.predates_type()
        && (!level.is_root() || has_no_attributes(level.parent))
        && is_in_namespace(level)
        && holds_no_text(level.parent)
        && is_in_order(level)
        && level.children.iter().all(|child| is_ordinary(level, child))
}

/// Whether the element says nothing by attributes, but what its namespace is.
fn has_no_attributes(element: &Element<'_>) -> bool {
    element.attributes.iter().all(|attribute| attribute.name == "xmlns")
}

/// Whether the level and all in it are in the namespace of metadata.
fn is_in_namespace(level: &Level<'_, '_>) -> bool {
    let of_parent = level.parent.namespace.map(|name| name.as_bytes().as_ptr_range());
    // Nearly always all share the one that the root declares, which is quick to see.
    let shares = |child: &Placed<'_>| child.element.namespace.map(|name| name.as_bytes().as_ptr_range()) == of_parent;
    level.parent.namespace == Some(METADATA_NAMESPACE)
        && level.children.iter().all(|child| shares(child) || child.element.namespace == Some(METADATA_NAMESPACE))
}

fn holds_no_text(parent: &Element<'_>) -> bool {
    parent.children.iter().all(|node| match node {
        Node::Text(text) | Node::Cdata(text) => text.value.bytes().all(|byte| byte.is_ascii_whitespace()),
        Node::Element(_) | Node::Comment(_) | Node::Instruction(_) => true,
    })
}

/// Whether all elements are known, those of one name stand together and are several only where they may be, and none is
/// missing.
fn is_in_order(level: &Level<'_, '_>) -> bool {
    let mut seen = 0_u64;
    let mut last = None;
    for child in level.children {
        let Some(place) = child.place.filter(|place| *place < u64::BITS as usize) else { return false };
        let again = seen & (1 << place) != 0;
        if again && !(last == Some(place) && level.shapes[place].repeated) {
            return false;
        }
        seen |= 1 << place;
        last = Some(place);
    }
    let is_there = |place: usize| place < u64::BITS as usize && seen & (1 << place) != 0;
    level.shapes.iter().enumerate().all(|(place, shape)| !shape.required || is_there(place) || !exists(level, shape))
}

fn exists(level: &Level<'_, '_>, shape: &ElementShape) -> bool {
    shape.exists_in(level.subject.version)
}

fn is_ordinary(level: &Level<'_, '_>, child: &Placed<'_>) -> bool {
    let Some(shape) = child.shape.filter(|shape| exists(level, shape)) else { return false };
    if matches!(shape.kind, Kind::Structure(_)) {
        return has_no_attributes(child.element);
    }
    let Some(value) = child.field.map(|field| field.text) else { return false };
    let may_hold = match &shape.kind {
        Kind::Structure(_) => false,
        Kind::Text => !shape.required || !value.is_empty(),
        Kind::Integer => value.parse::<i32>().is_ok(),
        Kind::Boolean => matches!(value, "true" | "false" | "1" | "0"),
        Kind::Enumeration(_) => child
            .choice
            .and_then(|choice| choice.value)
            .is_some_and(|value| value.audience == Audience::Public && value.exists_in(level.subject.version)),
    };
    may_hold && shape.longest.is_none_or(|longest| value.len() <= longest) && has_no_attributes(child.element)
}
