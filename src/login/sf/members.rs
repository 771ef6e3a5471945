//! The members of a JSON object, read and changed where they stand: every other byte of the text stays as it is.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// A JSON object, as text and as members in their order.
pub(super) struct Members<'t> {
    text: &'t str,
    members: Vec<(String, &'t RawValue)>,
}

/// Why a text is no JSON object: where it is broken, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no JSON object (line {line}, column {column})")]
pub struct NotAnObject {
    line: usize,
    column: usize,
}

impl<'t> Members<'t> {
    pub(super) fn of(text: &'t str) -> Result<Self, NotAnObject> {
        let Listed(members) =
            serde_json::from_str(text).map_err(|error| NotAnObject { line: error.line(), column: error.column() })?;
        Ok(Self { text, members })
    }

    /// The text of a member. As in JavaScript, the last one of a name counts.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        self.value_of(name)
    }

    /// A member, where it can be read as this.
    pub(super) fn value_of<T: Deserialize<'t>>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.raw(name)?.get()).ok()
    }

    fn raw(&self, name: &str) -> Option<&'t RawValue> {
        self.members.iter().rev().find(|(member, _)| member == name).map(|(_, value)| *value)
    }

    /// The object's text with other texts as these members. Those that are there change where they stand, others come last,
    /// laid out as the rest.
    pub(super) fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut edits: Vec<(usize, usize, String)> = Vec::new();
        let mut added = String::new();
        let (lead, colon) = self.layout();
        for (name, text) in changes {
            let written = serde_json::to_string(text).expect("texts are JSON");
            if let Some(value) = self.raw(name) {
                let start = self.start_of(value);
                edits.push((start, start + value.get().len(), written));
            } else {
                let comma = if self.members.is_empty() && added.is_empty() { "" } else { "," };
                added.push_str(&format!("{comma}{lead}\"{name}\"{colon}{written}"));
            }
        }
        if !added.is_empty() {
            let end = match self.members.iter().map(|(_, value)| self.start_of(value) + value.get().len()).max() {
                Some(end) => end,
                None => self.text.find('{').expect("an object begins so") + 1,
            };
            edits.push((end, end, added));
        }
        edits.sort_by_key(|(start, ..)| *start);
        let mut text = self.text.to_owned();
        for (start, end, written) in edits.into_iter().rev() {
            text.replace_range(start..end, &written);
        }
        text
    }

    /// Where the text of a value starts in the object's.
    fn start_of(&self, value: &RawValue) -> usize {
        value.get().as_ptr() as usize - self.text.as_ptr() as usize
    }

    /// What stands before each member, and between its name and its value.
    fn layout(&self) -> (&'t str, &'static str) {
        let after = self.text.find('{').map_or("", |brace| &self.text[brace + 1..]);
        let lead = if self.members.is_empty() { "" } else { &after[..after.find('"').unwrap_or(0)] };
        (lead, if lead.is_empty() { ":" } else { ": " })
    }
}

struct Listed<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Listed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Listed<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Listed(members))
            }
        }

        deserializer.deserialize_map(List)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    #[test]
    fn members_change_where_they_stand() {
        for (text, changes, expected) in [
            ("{\"a\":\"1\",\"b\":\"2\"}", &[("a", "x")][..], "{\"a\":\"x\",\"b\":\"2\"}"),
            ("{ \"b\" :\t\"2\" , \"a\":1}\n", &[("a", "x"), ("b", "y\"")], "{ \"b\" :\t\"y\\\"\" , \"a\":\"x\"}\n"),
            (
                "{\n  \"a\": \"1\"\n}",
                &[("c", "x"), ("d", "y")],
                "{\n  \"a\": \"1\",\n  \"c\": \"x\",\n  \"d\": \"y\"\n}",
            ),
            ("{\"a\":\"1\"}", &[("c", "x")], "{\"a\":\"1\",\"c\":\"x\"}"),
            ("{}", &[("c", "x"), ("d", "y")], "{\"c\":\"x\",\"d\":\"y\"}"),
            ("{\"a\":\"1\",\"a\":\"2\"}", &[("a", "x")], "{\"a\":\"1\",\"a\":\"x\"}"),
            ("{\"n\":{\"a\":\"1\"},\"a\":null}", &[("a", "x")], "{\"n\":{\"a\":\"1\"},\"a\":\"x\"}"),
        ] {
            assert_eq!(Members::of(text).unwrap().with(changes), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_object_is_told_without_its_words() {
        for text in ["", "[]", "{\"canary\":", "{\"a\":1} canary", "null"] {
            let error = Members::of(text).err().unwrap();
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 8, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-c\"\\\\]{0,3}", inner, 0..3)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Any object that the Salesforce CLI may have written, in either layout.
        #[test]
        fn only_what_changes_changes(
            members in prop::collection::btree_map(".{0,8}", any_value(), 0..6),
            changes in prop::collection::btree_map("[a-z]{1,3}", ".*", 1..4),
            picked in any::<prop::sample::Index>(),
            new in ".*",
            pretty in any::<bool>(),
        ) {
            let object: Map<String, Value> = members.into_iter().collect();
            let value = Value::Object(object.clone());
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            let mut changes: Vec<(String, String)> = changes.into_iter().collect();
            let is_plain = |name: &str| name.chars().all(|one| one.is_ascii_graphic() && !['"', '\\'].contains(&one));
            let there = (!object.is_empty()).then(|| object.keys().nth(picked.index(object.len())).unwrap());
            let there = there.filter(|name| is_plain(name) && changes.iter().all(|(other, _)| other != *name));
            changes.extend(there.map(|name| (name.clone(), new)));
            let borrowed: Vec<(&str, &str)> = changes.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let changed = Members::of(&text).unwrap().with(&borrowed);
            let mut expected = object.clone();
            for (name, text) in &changes {
                expected.insert(name.clone(), json!(text));
            }
            prop_assert_eq!(serde_json::from_str::<Value>(&changed).unwrap(), Value::Object(expected));
            // Changing all back gives every byte back, where all were there before.
            if changes.iter().all(|(name, _)| object.get(name).is_some_and(Value::is_string)) {
                let back: Vec<(&str, &str)> = changes.iter().map(|(name, _)| (name.as_str(), object[name].as_str().unwrap())).collect();
                prop_assert_eq!(Members::of(&changed).unwrap().with(&back), text);
            }
        }
    }
}
