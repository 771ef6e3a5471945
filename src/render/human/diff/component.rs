//! One changed component: what happened to it, where it is, and what it holds in brief.

use std::{io, path::Path};

use super::{Writer, origin, rows};
use crate::{
    diff::{Brief, CertificateFacts, ChangeKind, ComponentChange, ContentChange, Detail, Link, Shown},
    metadata::ComponentId,
    render::{
        human::text::Text,
        paint::{Label, counted},
    },
    report::Standpoint,
};

/// So many names are told of what a component refers to, so many of its principals and of its addresses.
const MOST_NAMES: usize = 6;

/// The label and the sign of what happened.
pub(super) fn sign_of(kind: ChangeKind) -> (Label, &'static str) {
    match kind {
        ChangeKind::Added => (Label::Added, "+"),
        ChangeKind::Modified => (Label::Modified, "~"),
        ChangeKind::Removed => (Label::Removed, "-"),
    }
}

impl Writer<'_, '_> {
    /// Writes a changed component that belongs to this external credential.
    pub(super) fn component(&mut self, id: &ComponentId, credential: Option<&ComponentId>) -> io::Result<()> {
        let Some(change) = self.subject.changes.get(id) else { return Ok(()) };
        let (label, sign) = sign_of(change.kind);
        let stays = self.subject.standpoint == Standpoint::Deployment && change.kind == ChangeKind::Removed;
        let label = if stays { Label::Aside } else { label };
        let head = Text::of(label, sign).plain(" ").with(Label::Heading, id.to_string());
        // Of one that is modified, its parts tell who changed what.
        let origin = change.origin.filter(|_| is_without_elements(change) && change.content.is_none());
        self.sheet.line(0, &origin::marked(head, origin))?;
        self.sheet.line(1, &Text::of(Label::Aside, self.whereabouts(change)))?;
        if let Some(other) = &change.moved {
            let way = if change.kind == ChangeKind::Removed { "renamed to" } else { "renamed from" };
            self.sheet.line(1, &Text::of(Label::Modified, format!("{way} {}", other.full_name)))?;
        }
        for line in self.in_brief(id, change, credential) {
            self.sheet.line(1, &Text::default().plain(line))?;
        }
        self.consequences(1, change, None)?;
        match &change.detail {
            Detail::Elements(elements) => {
                elements.iter().try_for_each(|element| self.element(change, element))?;
            }
            Detail::Text(hunks) => {
                hunks.iter().try_for_each(|hunk| self.rows(2, &rows::of_hunk(hunk), &[None, None]))?;
            }
        }
        change.content.as_ref().map_or(Ok(()), |content| self.content(content))
    }

    /// Where the component is, and where it is not.
    fn whereabouts(&self, change: &ComponentChange) -> String {
        let file = change.after.as_deref().or(change.before.as_deref()).map(Path::display);
        let file = file.map_or_else(String::new, |file| file.to_string());
        match (change.kind, self.subject.standpoint) {
            (ChangeKind::Added, Standpoint::Deployment) => format!("new, from {file}"),
            (ChangeKind::Added, Standpoint::Comparison) => format!("only in the second: {file}"),
            (ChangeKind::Modified, _) => file,
            (ChangeKind::Removed, Standpoint::Deployment) => "only in the org; a deployment leaves it there".to_owned(),
            (ChangeKind::Removed, Standpoint::Comparison) => format!("only in the first: {file}"),
        }
    }

    /// What a component holds that came or went, and what it refers to.
    fn in_brief(&self, id: &ComponentId, change: &ComponentChange, credential: Option<&ComponentId>) -> Vec<String> {
        if change.kind == ChangeKind::Modified {
            return Vec::new();
        }
        // That it refers to what it is listed under goes without saying.
        let is_told = |link: &&Link| link.principal.is_none() && Some(&link.to) == credential;
        let links = self.subject.graph.references_of(id).filter(|link| !is_told(link));
        let named = links.map(|link| match &link.principal {
            Some(principal) => format!("{} ({principal})", link.to),
            None => link.to.to_string(),
        });
        let refers = listed(named.collect()).map(|names| format!("refers to {names}"));
        change.brief.iter().filter_map(told).chain(refers).collect()
    }

    fn content(&mut self, content: &ContentChange) -> io::Result<()> {
        let size = |bytes: Option<usize>| bytes.map_or("none".to_owned(), |bytes| counted(bytes, "byte"));
        let sizes = format!(" content file: {} -> {}", size(content.before), size(content.after));
        let text = Text::of(Label::Modified, "~").plain(sizes);
        self.sheet.line(1, &origin::marked(text, content.origin))?;
        if content.certificate_before == content.certificate_after {
            return Ok(());
        }
        let certificates =
            [(&content.certificate_before, Label::Removed, "-"), (&content.certificate_after, Label::Added, "+")];
        for (facts, label, sign) in certificates {
            let Some(facts) = facts else { continue };
            let CertificateFacts { fingerprint, subject, not_before, not_after } = facts;
            for line in [format!("{subject}, {not_before} to {not_after}"), format!("SHA-256 {fingerprint}")] {
                self.sheet.line(2, &Text::of(label, format!("{sign} {line}")))?;
            }
        }
        Ok(())
    }
}

/// Whether a change names no element that could tell who made it.
pub(super) fn is_without_elements(change: &ComponentChange) -> bool {
    !matches!(&change.detail, Detail::Elements(elements) if !elements.is_empty())
}

fn told(brief: &Brief) -> Option<String> {
    let principals = listed(brief.principals.clone()).map(|names| match brief.principals.len() {
        1 => format!("principal {names}"),
        _ => format!("principals {names}"),
    });
    let address = |shown: &Shown| match shown {
        Shown::Clear(text) => Some(text.clone()),
        Shown::Revealed(value) => Some(value.expose().to_owned()),
        Shown::Hidden => None,
    };
    let addresses = listed(brief.addresses.iter().filter_map(address).collect());
    let parts: Vec<String> = [brief.protocol.clone(), principals, addresses].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The names with commas, the first of them where they are many; nothing where there are none.
fn listed(mut names: Vec<String>) -> Option<String> {
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    let further = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| names.join(", ") + &further)
}
