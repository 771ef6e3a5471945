//! What the org can tell of its types and components without opening them.

use serde_json::{Value, json};

use super::{
    holdings::{Holding, Holdings},
    ids::{USER_FULL_NAME, USER_ID},
};
use crate::metadata::{ApiVersion, ComponentId, MetadataType, registry, shape::Layout, type_named};

/// The WSDL's `FileProperties`, its keys in the order of the WSDL.
pub(crate) fn file_properties(id: &ComponentId, holding: &Holding, prefix: &str) -> Value {
    let table = type_named(id.type_name.as_str()).expect("the org holds known types");
    let name = id.full_name.as_str();
    let path = table.content_path(name).unwrap_or_else(|| table.metadata_path(name));
    json!({
        "createdById": USER_ID,
        "createdByName": USER_FULL_NAME,
        "createdDate": holding.created,
        "fileName": format!("{prefix}{path}"),
        "fullName": name,
        "id": holding.id,
        "lastModifiedById": USER_ID,
        "lastModifiedByName": USER_FULL_NAME,
        "lastModifiedDate": holding.modified,
        "manageableState": "unmanaged",
        "type": id.type_name,
    })
}

/// The properties of all components of a type.
pub(crate) fn list(held: &Holdings, table: &MetadataType) -> Vec<Value> {
    let of_type = held.of_type(&table.name);
    of_type.map(|(id, holding)| file_properties(id, holding, "")).collect()
}

/// The WSDL's `DescribeMetadataResult` for an API version.
pub(crate) fn describe(version: ApiVersion) -> Value {
    let known = registry().filter(|table| table.since <= version);
    let objects: Vec<Value> = known
        .map(|table| {
            json!({
                "directoryName": table.directory,
                "inFolder": false,
                "metaFile": table.layout == Layout::ContentAndMetadata,
                "suffix": table.suffix,
                "xmlName": table.name,
            })
        })
        .collect();
    json!({
        "metadataObjects": objects,
        "organizationNamespace": "",
        "partialSaveAllowed": true,
        "testRequired": false,
    })
}
