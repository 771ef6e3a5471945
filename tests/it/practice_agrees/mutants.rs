//! Real components with one thing changed each.

use std::path::Path;
use xcred::{
    check::rules::RULES,
    metadata::{
        Component, ComponentFile, ComponentId, FileRole, MetadataType, Snapshot,
        shape::{ElementShape, Kind},
    },
    source::identify,
    xml::{self, Element},
};

/// A component with one thing changed.
pub(super) struct Mutant {
    pub(super) component: Component,
    /// What was changed, for messages.
    pub(super) what: String,
}

/// Text that is wrong nearly everywhere.
const NONSENSE: &[&str] = &[
    "",
    "Nonsense",
    "-7",
    "12345678901234567890",
    "OAuth",
    "TRUE",
    "1",
    "a-b",
    "{!$Credential.x",
    "https://x.example?a=b",
];

/// All mutants of the rules' examples and of these components, each with a name of its own.
pub(super) fn of(base: &Snapshot) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for component in originals(base) {
        let table = component.metadata_type().expect("its type is known");
        let file = component.metadata_file().expect("it has one");
        let text = std::str::from_utf8(&file.bytes).expect("real files are UTF-8");
        let mut changed = vec![("as it is".to_owned(), text.to_owned())];
        if let Ok(document) = xml::parse(text.as_bytes()) {
            let mut mutation = Mutation { text, changed: &mut changed };
            mutation.level(table, &table.elements, document.root());
        }
        for (what, text) in changed {
            let name = format!("Mutant_{:05}", mutants.len());
            let what = format!("{}: {what}", component.id().full_name);
            mutants.push(Mutant { component: renamed(&component, &name, &text), what });
        }
    }
    mutants
}

/// The components that are mutated: those of the rules' examples, and of the base.
fn originals(base: &Snapshot) -> Vec<Component> {
    let files = RULES.iter().flat_map(|rule| rule.example.wrong.iter().chain(rule.example.right));
    let examples = files.map(|(path, text)| {
        let id = identify(Path::new(path)).expect("examples are components");
        Component::of_one_file(id, *path, text.replace(['⟦', '⟧'], "").into_bytes())
    });
    let mut seen = std::collections::BTreeSet::new();
    let all = examples.chain(base.components().cloned());
    all.filter(|component| seen.insert(component.metadata_file().map(|file| file.bytes.clone()))).collect()
}

fn renamed(component: &Component, name: &str, text: &str) -> Component {
    let id = ComponentId::new(component.id().type_name.as_str(), name);
    let file = |file: &ComponentFile| match file.role {
        FileRole::Metadata => ComponentFile { bytes: text.as_bytes().into(), ..file.clone() },
        FileRole::Content => file.clone(),
    };
    Component::new(id, component.files().iter().map(file).collect())
}

/// Collects the texts that one change makes of a text.
struct Mutation<'a> {
    text: &'a str,
    changed: &'a mut Vec<(String, String)>,
}

impl Mutation<'_> {
    fn level(&mut self, table: &'static MetadataType, shapes: &'static [ElementShape], parent: &Element<'_>) {
        let inside = parent.content_span();
        for element in parent.elements() {
            let name = element.local_name();
            let shape = shapes.iter().find(|shape| shape.name == name);
            let (start, end) = (element.span.start as usize, element.span.end as usize);
            let own = &self.text[start..end];
            let without = format!("{}{}", &self.text[..start], &self.text[end..]);
            self.add(format!("<{name}> dropped"), without.clone());
            self.add(format!("<{name}> doubled"), self.with(end, end, own));
            let first = inside.start as usize;
            self.add(format!("<{name}> first"), format!("{}{own}{}", &without[..first], &without[first..]));
            let last = inside.end as usize - own.len();
            self.add(format!("<{name}> last"), format!("{}{own}{}", &without[..last], &without[last..]));
            let renamed = own.replacen(name, &format!("{name}s"), 1);
            let renamed = renamed.strip_suffix(&format!("{name}>")).map(|rest| format!("{rest}{name}s>"));
            self.add(format!("<{name}> renamed"), self.with(start, end, &renamed.unwrap_or_default()));
            if element.is_leaf() {
                self.values(table, shape, element);
            } else {
                self.level(table, shape.map_or(&[], |shape| table.inside(shape)), element);
            }
        }
    }

    fn values(&mut self, table: &'static MetadataType, shape: Option<&'static ElementShape>, element: &Element<'_>) {
        let name = element.local_name();
        let span = element.content_span();
        let enumeration = shape.and_then(|shape| table.enumeration(shape)).map(|enumeration| &enumeration.values);
        let listed = enumeration.into_iter().flatten().map(|value| value.name.as_str());
        let is_text = shape.is_none_or(|shape| shape.kind == Kind::Text);
        let few = NONSENSE.iter().copied().take(if is_text { 3 } else { NONSENSE.len() });
        for value in listed.chain(few) {
            self.add(format!("<{name}> says `{value}`"), self.with(span.start as usize, span.end as usize, value));
        }
    }

    fn with(&self, start: usize, end: usize, between: &str) -> String {
        format!("{}{between}{}", &self.text[..start], &self.text[end..])
    }

    fn add(&mut self, what: String, text: String) {
        if text != self.text {
            self.changed.push((what, text));
        }
    }
}
