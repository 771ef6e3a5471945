//! Whether a component has formulas in its headers, and whether it lets them be read.

use crate::{
    check::{Subject, formula},
    xml::Span,
};

/// The formulas of a component's headers, and what it says of formulas there.
#[derive(Debug, Default)]
pub struct HeaderFormulas {
    /// The first header whose value holds one.
    pub first: Option<Span>,
    /// Whether a named credential lets them be read.
    pub are_allowed: bool,
    /// Where it says that it does not, if it says anything.
    pub denied: Option<Span>,
}

impl HeaderFormulas {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        if subject.parameters.is_empty() {
            return Self::default();
        }
        let allows = subject.field("allowMergeFieldsInHeader");
        let are_allowed = allows.as_ref().is_some_and(|field| matches!(field.text, "true" | "1"));
        let first = subject.parameters.iter().find_map(formula::value_of).map(|value| value.span);
        Self { first, are_allowed, denied: allows.filter(|_| !are_allowed).map(|field| field.span) }
    }
}
