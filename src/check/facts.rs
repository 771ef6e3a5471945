//! What rules across components need to know of one file, kept when its tree is dropped.

mod access;
mod deletions;
mod formulas;

use super::Subject;
use crate::{source::ReferenceTo, xml::Span};

pub use access::{Access, GrantAt};
pub use deletions::DeletionAt;
pub use formulas::HeaderFormulas;

/// What rules across components need to know of one file.
#[derive(Debug, Default)]
pub struct Facts {
    /// All that it refers to, with the place of each name.
    pub references: Vec<ReferenceTo>,
    /// Its principals, where it is an external credential.
    pub principals: Vec<PrincipalAt>,
    /// What it lets its users do, where it is a permission set.
    pub access: Access,
    /// What a deployment deletes, where it is a destructive manifest.
    pub deletions: Vec<DeletionAt>,
    /// The formulas of its headers, and whether it allows any.
    pub formulas: HeaderFormulas,
}

/// A principal and where its name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalAt {
    /// Its name.
    pub name: String,
    /// Its parameter type.
    pub kind: &'static str,
    /// Whether users need access to it, which permission sets grant.
    pub granted: bool,
    /// Where the name stands.
    pub span: Span,
}

impl Facts {
    /// The facts of a component, whose levels have these references.
    pub(super) fn of(subject: &Subject<'_>, mut references: Vec<ReferenceTo>) -> Self {
        references.sort_by_key(|reference| reference.span);
        // Facts of all files are kept at once, and most files have one or two of anything.
        references.shrink_to_fit();
        let bytes = subject.document.bytes();
        for reference in &mut references {
            reference.span = name_alone(bytes, reference);
        }
        let (access, formulas) = (Access::of(subject), HeaderFormulas::of(subject));
        Self { references, principals: principals(subject), access, deletions: Vec::new(), formulas }
    }

    /// The facts of a destructive manifest.
    pub(super) fn of_destructive_manifest(document: &crate::xml::Document<'_>) -> Self {
        Self { deletions: deletions::all_in(document), ..Self::default() }
    }
}

/// Where the component's name stands, without the space around it and without the principal; all of the value where it is
/// written in another way, as with CDATA.
fn name_alone(bytes: &[u8], reference: &ReferenceTo) -> Span {
    let raw = reference.span.cut(bytes);
    let start = reference.span.start as usize + raw.len() - raw.trim_ascii_start().len();
    let name = reference.to.full_name.as_str();
    if raw.trim_ascii().starts_with(name.as_bytes()) {
        return Span::new(start, start + name.len());
    }
    Span::new(start, start + raw.trim_ascii().len())
}

fn principals(subject: &Subject<'_>) -> Vec<PrincipalAt> {
    let told = subject.principals().filter_map(|parameter| {
        let name = parameter.name.as_ref()?;
        let (name, span) = (name.text.to_owned(), name.span);
        let rule = parameter.known?;
        let kind = rule.types.iter().find(|one| *one == parameter.kind())?;
        Some(PrincipalAt { name, kind, granted: rule.granted, span })
    });
    let mut all: Vec<PrincipalAt> = told.collect();
    all.shrink_to_fit();
    all
}
