//! What a destructive manifest deletes, and where it names it.

use crate::{
    check::Field,
    metadata::ComponentId,
    xml::{Document, Span},
};

/// A component that a deployment deletes, and where the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletionAt {
    /// The component.
    pub id: ComponentId,
    /// Where its name stands.
    pub span: Span,
}

/// The members of a destructive manifest, in the order of the file. A document that is no manifest has none.
pub(super) fn all_in(document: &Document<'_>) -> Vec<DeletionAt> {
    let types = document.root().children_named("types").filter(|_| document.root().local_name() == "Package");
    let members = types.flat_map(|types| {
        let type_name = types.child_text("name").unwrap_or_default().trim().to_owned();
        types.children_named("members").map(move |member| {
            let member = Field::of(document, member);
            DeletionAt { id: ComponentId::new(type_name.as_str(), member.text), span: member.span }
        })
    });
    members.collect()
}
