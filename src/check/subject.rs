//! One component as the rules see it: its table, its tree, its parameters, and the API version that it is judged by.

use std::cell::OnceCell;

use super::{Field, Parameter, Placed};
use crate::{
    metadata::{ApiVersion, Component, MetadataType, shape::Protocol},
    xml::{Document, Element, Lines, Span, is_same_name},
};

/// A component whose file is well-formed and has the root of its type.
#[derive(Debug)]
pub struct Subject<'d> {
    /// The component.
    pub component: &'d Component,
    /// What we know of its type.
    pub table: &'static MetadataType,
    /// Its file.
    pub document: &'d Document<'d>,
    /// The API version by which it would be deployed.
    pub version: ApiVersion,
    /// The elements of its root, each with what stands in it.
    pub placed: &'d [Placed<'d>],
    /// Its parameters, in the order of the file.
    pub parameters: &'d [Parameter<'d>],
    protocol: Option<&'static Protocol>,
    /// The lines of the file, found once where a message names one.
    lines: OnceCell<Lines<'d>>,
}

impl<'d> Subject<'d> {
    /// The component with this document.
    pub(super) fn new(
        component: &'d Component,
        table: &'static MetadataType,
        document: &'d Document<'d>,
        version: ApiVersion,
    ) -> Self {
        let placed = Placed::all_in(document, table, &table.elements, document.root());
        let parameters = Parameter::all_of(table, document, placed);
        let lines = OnceCell::new();
        let mut subject = Self { component, table, document, version, placed, parameters, protocol: None, lines };
        subject.protocol = subject.find_protocol();
        subject
    }

    /// Its root element.
    pub fn root(&self) -> &'d Element<'d> {
        self.document.root()
    }

    /// The value of the first element of the root with this name.
    pub fn field(&self, name: &str) -> Option<Field<'d>> {
        let found =
            self.placed.iter().find(|one| is_same_name(one.element.local_name().as_bytes(), name.as_bytes()))?;
        Some(found.field.unwrap_or_else(|| Field::of(self.document, found.element)))
    }

    /// The parameters of this type.
    pub fn parameters_of(&self, kind: &str) -> impl Iterator<Item = &Parameter<'d>> {
        self.parameters.iter().filter(move |parameter| parameter.kind() == kind)
    }

    /// The principals.
    pub fn principals(&self) -> impl Iterator<Item = &Parameter<'d>> {
        self.parameters.iter().filter(|parameter| parameter.is_principal())
    }

    /// The variant of its protocol as the file spells it: an external credential's parameter, an identity provider's
    /// element.
    pub fn variant(&self) -> Option<Field<'d>> {
        let parameter = self.parameters_of("AuthProtocolVariant").find_map(|parameter| parameter.value);
        parameter.or_else(|| self.field("authenticationFlow"))
    }

    /// What the table says of its protocol and variant; nothing where it knows no such pair, or where the variant is
    /// there and says nothing.
    pub fn protocol(&self) -> Option<&'static Protocol> {
        self.protocol
    }

    fn find_protocol(&self) -> Option<&'static Protocol> {
        if self.table.protocols.is_empty() {
            return None;
        }
        let protocol = self.field("authenticationProtocol")?;
        if self.parameters_of("AuthProtocolVariant").next().is_some_and(|parameter| parameter.value().is_empty()) {
            return None;
        }
        let variant = self.variant();
        self.table.protocol(protocol.text, variant.as_ref().map(|field| field.text))
    }

    /// Whether the API version is newer than all that the tables know, so that what they lack may well exist.
    pub fn is_beyond_tables(&self) -> bool {
        self.version > ApiVersion::NEWEST_KNOWN
    }

    /// The number of the line in which the span starts.
    pub fn line_of(&self, span: Span) -> usize {
        self.lines.get_or_init(|| self.document.lines()).line_of(span.start)
    }

    /// Whether the API version is older than the type, so that nothing of it is there.
    pub fn predates_type(&self) -> bool {
        self.version < self.table.since
    }
}
