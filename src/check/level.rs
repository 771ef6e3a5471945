//! One level of a component: an element that holds elements, each with what its table says of it.

use std::cell::OnceCell;

use super::{Field, Parameter, Placed, Subject, likeness::same_but_for_capitals};
use crate::{
    metadata::shape::{ElementShape, Invention, Kind, Knowledge, Secrecy},
    source::{ReferenceTo, reference},
    xml::Element,
};

/// An element that holds elements, as the table sees it.
#[derive(Debug)]
pub struct Level<'l, 'd> {
    /// The component.
    pub subject: &'l Subject<'d>,
    /// The element that holds the others.
    pub parent: &'d Element<'d>,
    /// What may stand in it.
    pub shapes: &'static [ElementShape],
    /// How much of what may stand in it the table knows.
    pub knowledge: Knowledge,
    /// What people make up there.
    pub inventions: &'static [Invention],
    /// The name of the type or structure that it is, as servers name it.
    pub holder: &'static str,
    /// What stands in it, in the order of the file.
    pub children: &'d [Placed<'d>],
    /// The parameter that it is; nothing where it is something else.
    parameter: Option<&'l Parameter<'d>>,
    urls: OnceCell<Vec<UrlHere<'d>>>,
}

/// A value that is a URL by its table.
#[derive(Debug)]
pub struct UrlHere<'d> {
    /// The value.
    pub field: Field<'d>,
    /// Whether it is nothing else in any case.
    pub surely: bool,
}

/// Visits a component's levels, the root first, each before those inside it.
pub(super) fn visit<'d>(subject: &Subject<'d>, mut look: impl FnMut(&Level<'_, 'd>)) {
    let table = subject.table;
    let root = Level {
        subject,
        parent: subject.root(),
        shapes: &table.elements,
        knowledge: table.knowledge,
        inventions: &table.inventions,
        holder: &table.name,
        children: subject.placed,
        parameter: None,
        urls: OnceCell::new(),
    };
    root.visit(&mut look);
}

impl<'d> Level<'_, 'd> {
    fn visit(&self, look: &mut impl FnMut(&Level<'_, 'd>)) {
        look(self);
        let of_root = if self.is_root() { self.subject.parameters } else { &[] };
        let mut parameters = of_root.iter().peekable();
        for child in self.children {
            let parameter = parameters.next_if(|parameter| std::ptr::eq(parameter.element, child.element));
            if let Some(inside) = self.inside(child, parameter) {
                inside.visit(look);
            }
        }
    }

    fn inside<'s>(&'s self, child: &Placed<'d>, parameter: Option<&'s Parameter<'d>>) -> Option<Level<'s, 'd>> {
        let shape = child.shape?;
        let Kind::Structure(holder) = &shape.kind else { return None };
        let structure = self.subject.table.structure(shape)?;
        Some(Level {
            subject: self.subject,
            parent: child.element,
            shapes: &structure.elements,
            knowledge: structure.knowledge.unwrap_or(self.subject.table.knowledge),
            inventions: &structure.inventions,
            holder,
            children: child.inside,
            parameter,
            urls: OnceCell::new(),
        })
    }

    /// The values that are URLs, read once for all rules.
    pub fn urls(&self) -> &[UrlHere<'d>] {
        self.urls.get_or_init(|| self.children.iter().filter_map(|child| self.url(child)).collect())
    }

    fn url(&self, child: &Placed<'d>) -> Option<UrlHere<'d>> {
        let shape = child.shape.filter(|shape| !shape.secret_in_url.is_empty())?;
        let beside = |name: &str| {
            let sibling = self.children.iter().find(|child| child.shape.is_some_and(|shape| shape.name == name))?;
            sibling.field.map(|field| field.text)
        };
        let is_url = match self.parameter {
            Some(parameter) if shape.name == "parameterValue" => parameter.secrecy() == Secrecy::InUrl,
            _ => shape.can_be_url(beside) && shape.secrecy(beside) == Secrecy::InUrl,
        };
        let field = child.field.filter(|field| is_url && !field.is_empty())?;
        Some(UrlHere { field, surely: shape.is_url(beside) })
    }

    /// What its elements refer to.
    pub fn references(&self) -> impl Iterator<Item = ReferenceTo> {
        self.children.iter().filter_map(|child| reference(child.shape?, child.element))
    }

    /// Whether it is the component's root.
    pub fn is_root(&self) -> bool {
        std::ptr::eq(self.parent, self.subject.root())
    }

    /// The elements that the table does not know, where it knows all. A full name, which every type may carry, is none
    /// of them.
    pub fn unknown(&self) -> impl Iterator<Item = &'d Element<'d>> {
        let knows_all = self.knowledge == Knowledge::Complete;
        let strange = self.children.iter().filter(move |child| knows_all && child.shape.is_none());
        let is_root = self.is_root();
        strange.map(|child| child.element).filter(move |element| !(is_root && element.local_name() == "fullName"))
    }

    /// The one element that can be meant by a name that there is not: it differs in capitals alone, or people are known
    /// to write this for it.
    pub fn meant_by(&self, name: &str) -> Option<&'static ElementShape> {
        let here = self.shapes.iter().filter(|shape| shape.exists_in(self.subject.version));
        let invention = Invention::named(self.inventions, name).and_then(|one| one.means.as_deref());
        let meant = invention.or_else(|| same_but_for_capitals(name, here.clone().map(|shape| shape.name.as_str())))?;
        here.into_iter().find(|shape| shape.name == meant)
    }
}
