//! References from one component to another.

use super::View;
use crate::{
    metadata::{
        ComponentId, MetadataType,
        shape::{ElementShape, ReferenceForm},
        type_named,
    },
    practice::deploy::message::{Problem, ProblemKind},
    xml::{Document, Element, Lines, Position},
};

/// One reference.
#[derive(Debug, Clone)]
pub(crate) struct Use {
    field: String,
    target: ComponentId,
    principal: Option<String>,
    position: Position,
}

impl Use {
    /// The component that is referred to.
    pub(crate) fn target(&self) -> &ComponentId {
        &self.target
    }

    /// What is wrong where the component, or its principal, does not stand.
    ///
    /// Both sentences are a server's; the second is quoted with `<principal>` in it, which may be a quoter's blank.
    pub(crate) fn problem_in(&self, view: &View) -> Option<Problem> {
        let words = match &self.principal {
            None if view.holds(&self.target) => return None,
            None => {
                format!("In field: {} - no {} named {} found", self.field, self.target.type_name, self.target.full_name)
            }
            Some(principal) if view.has_principal(&self.target, principal) => return None,
            Some(_) => {
                "The <principal> parameter value doesn't exist or you may not have permission to access it.".to_owned()
            }
        };
        Some(Problem::at(self.position, words).of_kind(ProblemKind::Reference))
    }
}

/// The references of a component to types that the org knows.
pub(crate) fn uses_in(table: &MetadataType, document: &Document<'_>) -> Vec<Use> {
    let mut uses = Vec::new();
    let lines = document.lines();
    collect(table, document.root(), &table.elements, &lines, &mut uses);
    uses
}

fn collect(
    table: &MetadataType,
    parent: &Element<'_>,
    shapes: &[ElementShape],
    lines: &Lines<'_>,
    uses: &mut Vec<Use>,
) {
    for element in parent.elements() {
        let named = |shape: &&ElementShape| shape.name == element.local_name();
        let Some(shape) = shapes.iter().find(named) else {
            continue;
        };
        collect(table, element, table.inside(shape), lines, uses);
        uses.extend(use_of(shape, element, lines));
    }
}

fn use_of(shape: &ElementShape, element: &Element<'_>, lines: &Lines<'_>) -> Option<Use> {
    let reference = shape.refers_to.as_ref()?;
    type_named(&reference.type_name)?;
    let text = element.text();
    let text = text.trim();
    let (name, principal) = match reference.form {
        ReferenceForm::FullName => (text, None),
        ReferenceForm::Principal => match text.split_once('-') {
            Some((name, principal)) => (name, Some(principal.to_owned())),
            None => (text, Some(String::new())),
        },
    };
    (!text.is_empty()).then(|| Use {
        field: shape.name.clone(),
        target: ComponentId::new(reference.type_name.as_str(), name),
        principal,
        position: lines.position(element.span.start),
    })
}
