//! `describeMetadata`: the types that an org knows.

use super::{
    Call, Lacking,
    fields::{Fields, only},
};
use crate::{
    metadata::{ApiVersion, TypeName},
    org::{Org, error::OrgError, transport::Repeat},
    xml::{Element, Writer},
};

/// What an org says of its metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgDescription {
    /// The types, by name.
    pub types: Vec<DescribedType>,
    /// The org's own namespace, where it has one.
    pub namespace: Option<String>,
    /// Whether a deployment may keep what worked while other parts failed.
    pub partial_save_allowed: bool,
    /// Whether deployments to this org must run tests.
    pub test_required: bool,
}

/// A type as an org describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedType {
    /// The name that manifests carry.
    pub name: TypeName,
    /// The folder in metadata format.
    pub directory: Option<String>,
    /// The ending of file names, without its dot.
    pub suffix: Option<String>,
    /// Whether the components lie in folders of their own.
    pub in_folder: bool,
    /// Whether a metadata file lies beside each content file.
    pub meta_file: bool,
    /// The names of the types that live inside components of this one.
    pub children: Vec<TypeName>,
}

impl Org {
    /// Describes the types that the org knows at an API version.
    pub async fn describe_metadata(&self, version: ApiVersion) -> Result<OrgDescription, OrgError> {
        let as_of = version.to_string();
        let arguments = |writer: &mut Writer| {
            writer.leaf("asOfVersion", &as_of);
        };
        let call = Call {
            purpose: "describe the org's metadata",
            name: "describeMetadata",
            repeat: Repeat::Freely,
            arguments: &arguments,
        };
        self.soap(call, |results| description(only(results)?)).await
    }
}

fn description(result: &Element<'_>) -> Result<OrgDescription, Lacking> {
    let types = result.children_named("metadataObjects").map(described);
    let mut types = types.collect::<Result<Vec<_>, _>>()?;
    types.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(OrgDescription {
        types,
        namespace: result.text_of("organizationNamespace"),
        partial_save_allowed: result.flag("partialSaveAllowed"),
        test_required: result.flag("testRequired"),
    })
}

fn described(object: &Element<'_>) -> Result<DescribedType, Lacking> {
    let children = object.children_named("childXmlNames");
    Ok(DescribedType {
        name: TypeName::new(object.required("xmlName")?),
        directory: object.text_of("directoryName"),
        suffix: object.text_of("suffix"),
        in_folder: object.flag("inFolder"),
        meta_file: object.flag("metaFile"),
        children: children
            .map(|child| TypeName::new(child.text().trim()))
            .filter(|name| !name.as_str().is_empty())
            .collect(),
    })
}
