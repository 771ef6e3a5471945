//! What rules across components need to know of one component, kept when its tree is dropped.

mod formulas;

pub use formulas::HeaderFormulas;

use super::Subject;
use crate::{
    metadata::ComponentId,
    source::{ReferenceTo, references},
    xml::Span,
};

/// What rules across components need to know of one component.
#[derive(Debug, Default)]
pub struct Facts {
    /// All that it refers to, with the place of each mention.
    pub references: Vec<ReferenceTo>,
    /// Its principals, where it is an external credential.
    pub principals: Vec<PrincipalAt>,
    /// The principals that it lets its users use, where it is a permission set.
    pub grants: Vec<GrantAt>,
    /// The formulas of its headers, and whether it allows any.
    pub formulas: HeaderFormulas,
}

/// A principal and where its name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalAt {
    /// Its name.
    pub name: String,
    /// Its parameter type.
    pub kind: String,
    /// Where the name stands.
    pub span: Span,
}

/// Access to a principal and where it is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantAt {
    /// The external credential.
    pub credential: ComponentId,
    /// The principal of it, where the value names one.
    pub principal: Option<String>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Where the value stands.
    pub span: Span,
}

impl Facts {
    /// The facts of a component.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let references = references(subject.component, subject.document);
        let formulas = HeaderFormulas::of(subject);
        Self { principals: principals(subject), grants: grants(subject, &references), references, formulas }
    }
}

fn principals(subject: &Subject<'_>) -> Vec<PrincipalAt> {
    let told = subject.principals().filter_map(|parameter| {
        let name = parameter.name.as_ref()?;
        let (name, span) = (name.text.clone().into_owned(), name.span);
        Some(PrincipalAt { name, kind: parameter.kind().to_owned(), span })
    });
    told.collect()
}

fn grants(subject: &Subject<'_>, references: &[ReferenceTo]) -> Vec<GrantAt> {
    let accesses = subject.root().children_named("externalCredentialPrincipalAccesses");
    let granted = accesses.filter_map(|access| {
        let span = access.child("externalCredentialPrincipal")?.content_span();
        let reference = references.iter().find(|reference| reference.span == span)?;
        let enabled = access.child_text("enabled").is_some_and(|text| text.trim() == "true");
        Some(GrantAt { credential: reference.to.clone(), principal: reference.principal.clone(), enabled, span })
    });
    granted.collect()
}
