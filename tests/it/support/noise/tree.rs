//! The elements of a file, to be rewritten: names, values, children, and nothing of how they were written.

use xcred::xml::Element;

/// An element.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) name: String,
    /// The value of a leaf.
    pub(super) text: String,
    pub(super) children: Vec<Tree>,
    /// Whether XML Schema's `nil` stands in its tag.
    pub(super) is_nil: bool,
}

impl Tree {
    pub(super) fn of(element: &Element<'_>) -> Self {
        let children: Vec<Self> = element.elements().map(Self::of).collect();
        let text = if children.is_empty() { element.text().into_owned() } else { String::new() };
        let is_nil = element.attributes.iter().any(|attribute| attribute.name.ends_with(":nil"));
        Self { name: element.local_name().to_owned(), text, children, is_nil }
    }

    pub(super) fn leaf(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), children: Vec::new(), is_nil: false }
    }

    /// The value of the first child with this name, without the space around it.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.children.iter().find(|child| child.name == name).map(|child| child.text.trim())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.children.iter().any(|child| child.name == name)
    }
}
