//! Single mutations of a file, and how each must be told.
//!
//! Every leaf gets another value, goes, and stands twice; every element that holds others goes, and stands twice. One
//! mutation is one change, but for these, which are counted apart:
//! - another value in a key is another element: one that went and one that came;
//! - what says the default, or nothing, can go without a difference;
//! - names that an org makes up are no difference;
//! - elements that no key tells apart are what they hold: another value inside is one that went and one that came;
//! - elements of one API version, beside elements of another, say nothing that the other file could.

use xcred::{
    diff::{ChangeKind, Detail, ElementChange, Value},
    finding::Region,
    xml::{self, Element, escape::escape},
};

use super::{
    Figures, KnownFile,
    facts::{DEFAULTS, MADE_UP, PER_ORG, PRINCIPALS, key_of},
    tree::Tree,
};

/// An element of the file, and how to name it.
struct Subject<'e, 'd> {
    element: &'e Element<'d>,
    /// The elements above it, the root excluded.
    above: Vec<&'e Element<'d>>,
    siblings: Tree,
}

/// What is done to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Change,
    Drop,
    Double,
}

/// Mutates every element of the file in every way.
pub(super) fn check_all(file: &KnownFile, figures: &mut Figures) {
    let document = xml::parse(&file.bytes).expect("it was read before");
    let mut subjects = Vec::new();
    collect(document.root(), &mut Vec::new(), &mut subjects);
    for subject in &subjects {
        for act in [Act::Change, Act::Drop, Act::Double] {
            if act != Act::Change || subject.element.is_leaf() {
                figures.count(check(file, subject, act));
            }
        }
    }
}

fn collect<'e, 'd>(parent: &'e Element<'d>, above: &mut Vec<&'e Element<'d>>, subjects: &mut Vec<Subject<'e, 'd>>) {
    for element in parent.elements() {
        subjects.push(Subject { element, above: above.clone(), siblings: Tree::of(parent) });
        above.push(element);
        collect(element, above, subjects);
        above.pop();
    }
}

/// Does it, and gives back how it was told.
fn check(file: &KnownFile, subject: &Subject<'_, '_>, act: Act) -> &'static str {
    let element = subject.element;
    let (start, end) = (element.span.start as usize, element.span.end as usize);
    let whole = &file.bytes[start..end];
    let value = changed(&element.text());
    let put = match act {
        Act::Change => format!("<{0}>{1}</{0}>", element.name, escape(&value)).into_bytes(),
        Act::Drop => Vec::new(),
        Act::Double => [whole, b"\n", whole].concat(),
    };
    let mutated = [&file.bytes[..start], &put, &file.bytes[end..]].concat();
    let comparison = file.against(mutated.clone());
    let told = || format!("{}: {act:?} {}", file.name, subject.path());
    assert!(comparison.findings.is_empty(), "{}: {:?}", told(), comparison.findings);
    let changes = match comparison.changes.iter().next().map(|(_, change)| &change.detail) {
        None => Vec::new(),
        Some(Detail::Elements(changes)) => changes.clone(),
        Some(Detail::Text(_)) => panic!("{}: told as text", told()),
    };
    let evidence = Evidence { subject, act, before: &file.bytes, after: &mutated, value: &value };
    let is_told_elsewhere = !comparison.unseen.is_empty();
    let class = evidence.class(&changes, is_told_elsewhere);
    class.unwrap_or_else(|why| panic!("{}: {why}\n{changes:#?}\n{}", told(), String::from_utf8_lossy(&mutated)))
}

/// Another value: of a number the next, of a switch the other.
fn changed(text: &str) -> String {
    match text.trim() {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        number => number.parse::<i64>().map_or_else(|_| format!("{text}x"), |number| (number + 1).to_string()),
    }
}

/// A mutation, and the bytes on both sides.
struct Evidence<'c, 'e, 'd> {
    subject: &'c Subject<'e, 'd>,
    act: Act,
    before: &'c [u8],
    after: &'c [u8],
    value: &'c str,
}

impl Evidence<'_, '_, '_> {
    /// How the mutation was told, or why that is wrong.
    fn class(&self, changes: &[ElementChange], is_told_elsewhere: bool) -> Result<&'static str, String> {
        let (subject, act) = (self.subject, self.act);
        match changes {
            [] if is_told_elsewhere => Ok("beside elements of another API version, told as such"),
            [] if subject.is_per_org() => Ok("of what each org sets itself, no difference"),
            [] if subject.is_made_up_name() => Ok("in a name that each org makes up, no difference"),
            [] if act == Act::Drop && subject.says_default() => Ok("of a default that goes, no difference"),
            [] if subject.says_nothing() && act != Act::Change => Ok("of an empty element, no difference"),
            [one] if subject.is_unkeyed() => self.one(one).map(|()| "of elements without a key, one change"),
            [one] if subject.is_made_up_name() && act == Act::Double => self.one(one).map(|()| "told as one change"),
            [one] if !subject.is_key() || act == Act::Double => self.one(one).map(|()| "told as one change"),
            [one, other] if subject.is_key() => {
                self.two(one, other).map(|()| "in a key, told as one that went and one that came")
            }
            [one, other] if subject.is_inside_unkeyed() => {
                self.two(one, other).map(|()| "of elements without a key, one that went and one that came")
            }
            [one] if subject.is_key() && subject.siblings_share_key() => self.one(one).map(|()| "told as one change"),
            _ => Err(format!("{} changes", changes.len())),
        }
    }

    /// One change, at the path of the element, with both values.
    fn one(&self, change: &ElementChange) -> Result<(), String> {
        let expected = self.subject.path();
        let path = change.path.to_string();
        let is_of_several =
            self.act == Act::Double && path.starts_with(expected.trim_end_matches(']')) && path.contains('#');
        agree("path", path == expected || is_of_several, &path)?;
        let said = !self.subject.says_nothing();
        let kind = match self.act {
            Act::Change if said => ChangeKind::Modified,
            Act::Change | Act::Double => ChangeKind::Added,
            Act::Drop if change.after.is_some() => ChangeKind::Modified,
            Act::Drop => ChangeKind::Removed,
        };
        agree("kind", change.kind == kind, &format!("{:?}", change.kind))?;
        self.before_is_right(change.before.as_ref())?;
        self.after_is_right(change.after.as_ref())
    }

    /// What went and what came, both whole, where the element above stands.
    fn two(&self, one: &ElementChange, other: &ElementChange) -> Result<(), String> {
        let (gone, come) = if one.kind == ChangeKind::Removed { (one, other) } else { (other, one) };
        agree("kinds", gone.kind == ChangeKind::Removed && come.kind == ChangeKind::Added, "")?;
        let above = self.subject.above.last().expect("it stands in a list");
        let list = above.local_name();
        let name = |change: &ElementChange| change.path.steps().last().map(|step| step.name.clone());
        agree("path before", gone.path.to_string() == self.subject.path_above(), &gone.path.to_string())?;
        agree("path after", come.path.to_string() != self.subject.path_above(), &come.path.to_string())?;
        agree("paths", name(gone).as_deref() == Some(list) && name(come).as_deref() == Some(list), list)?;
        let region = |value: Option<&Value>| value.and_then(|value| value.region).ok_or("no region".to_owned());
        let whole = &self.before[above.span.start as usize..above.span.end as usize];
        agree("region before", cut(self.before, region(gone.before.as_ref())?) == whole, "")?;
        let after = cut(self.after, region(come.after.as_ref())?);
        agree("region after", after.starts_with(format!("<{list}").as_bytes()) && after.ends_with(b">"), "")
    }

    /// The region cuts out of the first file what the element held.
    fn before_is_right(&self, value: Option<&Value>) -> Result<(), String> {
        let Some(value) = value else {
            let is_new = self.act == Act::Double || self.subject.says_nothing();
            return agree("value before", is_new, "none");
        };
        let element = self.subject.element;
        let span = if element.is_leaf() { element.content_span() } else { element.span };
        let Some(region) = value.region else { return Err("no region before".to_owned()) };
        let text = &self.before[span.start as usize..span.end as usize];
        agree("region before", cut(self.before, region) == text, &format!("{region:?}"))
    }

    /// The region cuts out of the second file what was written there.
    fn after_is_right(&self, value: Option<&Value>) -> Result<(), String> {
        let element = self.subject.element;
        match (self.act, value) {
            (Act::Drop, None) => Ok(()),
            (Act::Drop, Some(value)) => agree("a default", value.region.is_none(), "has a region"),
            (_, None) => Err("no value after".to_owned()),
            (act, Some(value)) => {
                let Some(region) = value.region else { return Err("no region after".to_owned()) };
                let cut = cut(self.after, region);
                let span = if element.is_leaf() { element.content_span() } else { element.span };
                let same = &self.before[span.start as usize..span.end as usize];
                let is_right = if act == Act::Change { cut == escape(self.value).as_bytes() } else { cut == same };
                agree("region after", is_right, &String::from_utf8_lossy(cut))
            }
        }
    }
}

fn agree(what: &str, holds: bool, found: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("wrong {what}: {found}")) }
}

/// What stands in a region, which counts lines and columns from one, columns in characters.
fn cut(bytes: &[u8], region: Region) -> &[u8] {
    let text = std::str::from_utf8(bytes).expect("files are UTF-8");
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let offset = |line: usize, column: usize| {
        let start: usize = bytes.split_inclusive(|byte| *byte == b'\n').take(line - 1).map(<[u8]>::len).sum();
        let start = if line == 1 { mark } else { start };
        start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    &bytes[offset(region.start.line, region.start.column)..offset(region.end.line, region.end.column)]
}

impl Subject<'_, '_> {
    /// The path as people read it, with keys in brackets.
    fn path(&self) -> String {
        path_of(self.above.iter().copied().chain([self.element]))
    }

    fn path_above(&self) -> String {
        path_of(self.above.iter().copied())
    }

    fn list(&self) -> Option<&str> {
        self.above.last().map(|element| element.local_name())
    }

    /// Whether its value tells the element that it stands in from others.
    fn is_key(&self) -> bool {
        let key = self.list().and_then(|list| key_of(list, self.siblings.value("parameterType")));
        let is_of_names = key.is_some_and(|key| key.contains(&self.element.local_name()));
        // What makes up names is told by its type, whatever its value was before.
        is_of_names || self.is_type_of_made_up()
    }

    fn is_type_of_made_up(&self) -> bool {
        self.element.local_name() == "parameterType" && self.siblings.value("parameterType") == Some(MADE_UP)
    }

    fn is_unkeyed(&self) -> bool {
        !self.element.is_leaf() && key_of(self.element.local_name(), None).is_none()
    }

    fn is_inside_unkeyed(&self) -> bool {
        self.list().is_some_and(|list| key_of(list, None).is_none())
    }

    fn is_per_org(&self) -> bool {
        PER_ORG.contains(&self.element.local_name())
    }

    fn is_made_up_name(&self) -> bool {
        self.element.local_name() == "parameterName" && self.siblings.value("parameterType") == Some(MADE_UP)
    }

    fn says_nothing(&self) -> bool {
        self.element.is_leaf() && self.element.text().trim().is_empty()
    }

    /// A leaf of a key whose going leaves the key as it was, because a second one of it stands there.
    fn siblings_share_key(&self) -> bool {
        self.siblings.children.iter().filter(|child| child.name == self.element.local_name()).count() > 1
    }

    fn says_default(&self) -> bool {
        let (name, text) = (self.element.local_name(), self.element.text());
        let is_principal = self.siblings.value("parameterType").is_some_and(|kind| PRINCIPALS.contains(&kind));
        let group = if is_principal { self.siblings.value("parameterName") } else { Some("DefaultGroup") };
        name == "parameterGroup" && group == Some(text.trim())
            || DEFAULTS.iter().any(|(_, one, default)| *one == name && *default == text.trim())
    }
}

fn path_of<'e, 'd: 'e>(steps: impl Iterator<Item = &'e Element<'d>>) -> String {
    steps.map(|element| format!("{}{}", element.local_name(), key_text(element))).collect::<Vec<_>>().join(".")
}

fn key_text(element: &Element<'_>) -> String {
    let tree = Tree::of(element);
    let kind = tree.value("parameterType");
    let Some(names) = key_of(element.local_name(), kind) else { return String::new() };
    let is_principal = kind.is_some_and(|kind| PRINCIPALS.contains(&kind));
    let default = if is_principal { tree.value("parameterName") } else { Some("DefaultGroup") };
    let mut parts: Vec<&str> = names.iter().map(|name| tree.value(name).unwrap_or_default()).collect();
    let is_silent = |part: &&str, name: &str| part.is_empty() || name == "parameterGroup" && Some(*part) == default;
    while parts.last().is_some_and(|part| is_silent(part, names[parts.len() - 1])) {
        parts.pop();
    }
    let quoted = |part: &&str| {
        if part.is_empty() || part.contains([',', '[', ']', '"', '\\']) {
            format!("{part:?}")
        } else {
            (*part).to_owned()
        }
    };
    if parts.is_empty() {
        String::new()
    } else {
        format!("[{}]", parts.iter().map(quoted).collect::<Vec<_>>().join(","))
    }
}
