//! What we know of Salesforce metadata: types as data, ids, components, snapshots, API versions, manifests.
//!
//! Nothing here touches the file system or the network. Other floors gather bytes; this one gives them names.

pub mod api_version;
pub mod component;
pub mod form;
pub mod id;
pub mod manifest;
pub mod reference;
pub mod registry;
pub mod secret;
pub mod shape;
pub mod side;
pub mod snapshot;

pub use api_version::ApiVersion;
pub use component::{Component, ComponentFile, FileRole};
pub use form::formed;
pub use id::{ComponentId, FullName, TypeName};
pub use manifest::Manifest;
pub use registry::{is_element_name, registry, type_named};
pub use shape::MetadataType;
pub use side::Side;
pub use snapshot::Snapshot;
