//! `readMetadata`: components as records, not as files.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::{
    Answer, Exchange,
    components::{full_names, type_of_call},
};
use crate::{
    metadata::{ApiVersion, ComponentId, MetadataType},
    practice::{canonical::canonical, holdings::Holding},
    xml::{self, Element},
};

/// The WSDL's `ReadResult`. In place of a component that is not there stands a record that is nil.
pub(super) fn read(exchange: &Exchange<'_>) -> Answer {
    let table = type_of_call(exchange)?;
    let names = full_names(exchange)?;
    exchange.with(|org, _| {
        let one = |name: &String| {
            let held = org.holdings.get(&ComponentId::new(table.name.as_str(), name.as_str()));
            held.map_or_else(|| json!({ "@xsi:nil": "true" }), |held| record(table, name, held, exchange.version))
        };
        let records: Vec<Value> = names.iter().map(one).collect();
        vec![json!({ "records": records })]
    })
}

/// A component as a record: its name, then what a retrieval would give.
fn record(table: &MetadataType, name: &str, held: &Holding, version: ApiVersion) -> Value {
    let metadata = canonical(table, &held.metadata, version);
    let document = xml::parse(metadata.as_bytes()).expect("the org holds what parses");
    let content = held.content.as_ref().map(|bytes| json!({ "content": BASE64_STANDARD.encode(bytes) }));
    let mut fields = vec![json!({ "fullName": name })];
    fields.extend(content);
    let is_name = |element: &&Element<'_>| element.local_name() == "fullName";
    fields.extend(document.root().elements().filter(|element| !is_name(element)).map(field));
    json!({ "@xsi:type": table.name, "": fields })
}

/// An element as an object of one field. Those of a structure stand in a list, so that they keep their order.
fn field(element: &Element<'_>) -> Value {
    let inside = || element.elements().map(field).collect::<Vec<Value>>();
    let value = if element.is_leaf() { json!(element.text()) } else { json!({ "": inside() }) };
    json!({ element.local_name(): value })
}
