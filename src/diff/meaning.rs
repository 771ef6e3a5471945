//! What a value means to an org, however it is written.

use std::borrow::Cow;

use super::{Spelling, Terms, generated::same_stem, matching::Siblings};
use crate::{
    metadata::shape::{ElementShape, Kind, ReferenceForm},
    source::split_principal,
    xml::Element,
};

type Shape = Option<&'static ElementShape>;

/// What a leaf says: its text, without the space around it where that means nothing. Nothing where it is empty.
pub(super) fn written<'v>(shape: Shape, element: Option<&'v Element<'_>>) -> Option<Cow<'v, str>> {
    let text = element.filter(|element| !is_nil(element))?.text();
    let is_free = shape.is_none_or(|shape| shape.kind == Kind::Text && shape.refers_to.is_none());
    match text {
        text if text.trim().is_empty() => None,
        text if is_free => Some(text),
        Cow::Borrowed(text) => Some(Cow::Borrowed(text.trim())),
        Cow::Owned(text) => Some(Cow::Owned(text.trim().to_owned())),
    }
}

/// What a leaf says, or the default that it has among its siblings where it says nothing.
pub(super) fn meaning<'v>(
    shape: Shape,
    element: Option<&'v Element<'_>>,
    siblings: &'v Siblings<'_>,
) -> Option<Cow<'v, str>> {
    let default = || shape.and_then(|shape| shape.default_among(|name| siblings.get(name))).map(Cow::Borrowed);
    written(shape, element).or_else(default)
}

/// Whether two values are the same to an org.
pub(super) fn same(shape: Shape, old: Option<&str>, new: Option<&str>, terms: &Terms) -> bool {
    match (old, new) {
        (Some(old), Some(new)) if old == new => true,
        (Some(old), Some(new)) => {
            let (old, new) = (normal(shape, old, terms), normal(shape, new, terms));
            old == new || shape.is_some_and(|shape| shape.generated_end) && same_stem(&old, &new)
        }
        (old, new) => old == new,
    }
}

/// A value as an org reads it: booleans and numbers in one spelling, names without the project's namespace.
pub(super) fn normal<'v>(shape: Shape, value: &'v str, terms: &Terms) -> Cow<'v, str> {
    let Some(shape) = shape else { return Cow::Borrowed(value) };
    match (&shape.kind, shape.refers_to.as_ref().map(|reference| reference.form)) {
        (Kind::Boolean, _) => Cow::Borrowed(match value.trim() {
            "1" => "true",
            "0" => "false",
            other => other,
        }),
        (Kind::Integer, _) => {
            value.trim().parse::<i64>().map_or(Cow::Borrowed(value), |number| number.to_string().into())
        }
        (_, Some(ReferenceForm::Principal)) if terms.spelling == Spelling::AsPeople => {
            principal(terms.bare(value.trim()))
        }
        (_, Some(_)) => Cow::Borrowed(terms.bare(value.trim())),
        (Kind::Text, None) => formula(value, terms),
        _ => Cow::Borrowed(value),
    }
}

/// `Stripe-Admin`, also where it is written `Stripe - Admin`.
fn principal(value: &str) -> Cow<'_, str> {
    match split_principal(value) {
        (name, Some(who)) if name.len() + 1 + who.len() < value.len() => Cow::Owned(format!("{name}-{who}")),
        _ => Cow::Borrowed(value),
    }
}

/// A formula without the project's namespace before the names of credentials.
fn formula<'v>(value: &'v str, terms: &Terms) -> Cow<'v, str> {
    match &terms.namespace {
        Some(namespace) if value.contains("$Credential.") => {
            Cow::Owned(value.replace(&format!("$Credential.{namespace}__"), "$Credential."))
        }
        _ => Cow::Borrowed(value),
    }
}

/// Whether an element holds no value at any depth: to an org it is not there.
pub(super) fn says_nothing(element: &Element<'_>) -> bool {
    if element.is_leaf() {
        return is_nil(element) || element.text().trim().is_empty();
    }
    element.elements().all(says_nothing)
}

/// Whether XML Schema's `nil` makes the element empty.
fn is_nil(element: &Element<'_>) -> bool {
    let nil = element.attributes.iter().find(|attribute| attribute.name.ends_with(":nil"));
    nil.is_some_and(|attribute| matches!(attribute.value.trim(), "true" | "1"))
}
