//! What a permission set lets its users do with credentials.

use crate::{
    check::{Field, Subject},
    metadata::ComponentId,
    source::split_principal,
    xml::{Element, Span},
};

/// The object that stores the tokens of credentials.
const TOKENS: &str = "UserExternalCredential";

/// What a permission set lets its users do with credentials.
#[derive(Debug, Default)]
pub struct Access {
    /// The principals that its users may use.
    pub grants: Vec<GrantAt>,
    /// What they may do with the stored tokens: elements of `objectPermissions` that are `true`.
    pub tokens: Vec<&'static str>,
    /// Whether it says anything of the stored tokens.
    pub tells_of_tokens: bool,
    /// Whether they may use Apex classes.
    pub classes: bool,
}

/// Access to a principal and where it is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantAt {
    /// The external credential; with an empty name where the value names none.
    pub credential: ComponentId,
    /// The principal of it, where the value names one.
    pub principal: Option<String>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Where the value stands.
    pub span: Span,
    /// Where the spaces around the first hyphen, and the hyphen, stand; nothing where there are no such spaces.
    pub spaces: Option<Span>,
    /// Where it is switched on or off.
    pub switch: Option<Span>,
}

/// What can be allowed with an object's records.
const ALLOWED: &[&str] =
    &["allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", "viewAllRecords"];

impl Access {
    /// The access that a component gives; none where it is no permission set.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let mut access = Self::default();
        if subject.table.name != "PermissionSet" {
            return access;
        }
        for element in subject.root().elements() {
            match element.local_name() {
                "externalCredentialPrincipalAccesses" => access.grants.extend(grant(subject, element)),
                "objectPermissions" if child_is(element, "object", TOKENS) => {
                    access.tells_of_tokens = true;
                    access.tokens.extend(ALLOWED.iter().filter(|name| child_is(element, name, "true")));
                }
                "classAccesses" => access.classes = true,
                _ => {}
            }
        }
        access
    }
}

fn child_is(element: &Element<'_>, name: &str, wanted: &str) -> bool {
    element.child_text(name).is_some_and(|text| text.trim() == wanted)
}

fn grant(subject: &Subject<'_>, access: &Element<'_>) -> Option<GrantAt> {
    let value = Field::of(subject.document, access.child("externalCredentialPrincipal")?);
    let switch = access.child("enabled").map(|element| Field::of(subject.document, element));
    let (credential, principal) = split_principal(value.text);
    Some(GrantAt {
        credential: ComponentId::new("ExternalCredential", credential),
        principal: principal.map(str::to_owned),
        enabled: switch.as_ref().is_some_and(|switch| switch.text == "true"),
        span: value.span,
        spaces: spaces(subject.document.bytes(), value.span),
        switch: switch.map(|switch| switch.span),
    })
    .filter(|_| !value.is_empty())
}

/// Where the first hyphen stands with the spaces around it.
fn spaces(bytes: &[u8], span: Span) -> Option<Span> {
    let raw = span.cut(bytes);
    let hyphen = memchr::memchr(b'-', raw)?;
    let start = raw[..hyphen].trim_ascii_end().len();
    let end = raw.len() - raw[hyphen + 1..].trim_ascii_start().len();
    let from = span.start as usize;
    (end - start > 1).then(|| Span::new(from + start, from + end))
}
