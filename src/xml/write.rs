//! Writes XML: indented as Salesforce writes files, or on one line for messages.

use super::{Element, METADATA_NAMESPACE, escape::escape};

/// The declaration that Salesforce writes.
pub const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// A writer that escapes what it is given, so that no caller puts markup together by hand.
#[derive(Debug)]
pub struct Writer {
    text: String,
    open: Vec<String>,
    indented: bool,
}

impl Writer {
    /// Writes as Salesforce writes files: declaration, 4 spaces a level, a newline after each element.
    pub fn indented() -> Self {
        Self { text: format!("{DECLARATION}\n"), open: Vec::new(), indented: true }
    }

    /// Writes on one line, for messages.
    pub fn compact() -> Self {
        Self { text: DECLARATION.to_owned(), open: Vec::new(), indented: false }
    }

    /// Opens an element.
    pub fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.indent();
        self.text.extend(["<", name]);
        for (name, value) in attributes {
            self.text.extend([" ", name, "=\"", &escape(value), "\""]);
        }
        self.text.push('>');
        self.newline();
        self.open.push(name.to_owned());
        self
    }

    /// Closes the innermost open element.
    ///
    /// # Panics
    /// Where none is open.
    pub fn end(&mut self) -> &mut Self {
        let name = self.open.pop().expect("an end follows its start");
        self.indent();
        self.text.extend(["</", &name, ">"]);
        self.newline();
        self
    }

    /// Writes an element that holds a value.
    pub fn leaf(&mut self, name: &str, value: &str) -> &mut Self {
        self.indent();
        self.text.extend(["<", name, ">", &escape(value), "</", name, ">"]);
        self.newline();
        self
    }

    /// The text so far.
    ///
    /// # Panics
    /// Where an element is still open.
    pub fn finish(self) -> String {
        assert!(self.open.is_empty(), "an element was left open: {:?}", self.open);
        self.text
    }

    fn indent(&mut self) {
        if self.indented {
            self.text.extend(std::iter::repeat_n("    ", self.open.len()));
        }
    }

    fn newline(&mut self) {
        if self.indented {
            self.text.push('\n');
        }
    }
}

/// Writes an element as a file of its own, in the form in which Salesforce gives files out. Comments, processing
/// instructions and the space between elements are not written; the order of elements is kept.
pub fn canonical(root: &Element<'_>) -> String {
    let mut writer = Writer::indented();
    let namespace = root.namespace.unwrap_or(METADATA_NAMESPACE);
    write_element(&mut writer, root, &[("xmlns", namespace)]);
    writer.finish()
}

/// Writes an element and all that it holds, without its attributes.
pub fn write_inside(writer: &mut Writer, element: &Element<'_>) {
    write_element(writer, element, &[]);
}

fn write_element(writer: &mut Writer, element: &Element<'_>, attributes: &[(&str, &str)]) {
    if attributes.is_empty() && element.is_leaf() {
        writer.leaf(element.local_name(), &element.text());
        return;
    }
    writer.start(element.local_name(), attributes);
    for child in element.elements() {
        let own = child.attributes.iter().filter(|attribute| !attribute.name.starts_with("xmlns"));
        let own: Vec<(&str, &str)> = own.map(|attribute| (attribute.name, attribute.value)).collect();
        write_element(writer, child, &own);
    }
    writer.end();
}
