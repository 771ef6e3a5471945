//! The objects that can be queried: which there are, their fields, and their records as the org's state makes them.

mod choose;
mod soql;

use serde_json::{Value, json};

pub(crate) use choose::{Found, QueryError, find};

use super::{
    deploy::Deployment,
    holdings::Holding,
    ids::{ORG_ID, USER_FULL_NAME, USER_ID, USER_NAME},
    moment::Moment,
    org::Org,
};
use crate::{metadata::ComponentId, xml};

/// The API that a query comes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    /// `query` and `sobjects`.
    Data,
    /// `tooling/query` and `tooling/sobjects`.
    Tooling,
}

/// An object: its name, the APIs that have it, its fields, and its records.
#[derive(Debug)]
pub(crate) struct Object {
    /// The name.
    pub name: &'static str,
    /// The APIs that have it.
    pub apis: &'static [Api],
    /// The fields, spelled as the org spells them.
    pub fields: &'static [&'static str],
    records: fn(&Object, &Org) -> Vec<Value>,
}

const EVERYWHERE: &[Api] = &[Api::Data, Api::Tooling];
const TOOLING: &[Api] = &[Api::Tooling];

/// The fields of components that have a developer name.
const NAMED: &[&str] = &["Id", "CreatedDate", "DeveloperName", "LastModifiedDate", "MasterLabel", "NamespacePrefix"];
/// The fields of a permission set.
const PERMISSION_SET: &[&str] = &["Id", "CreatedDate", "Label", "LastModifiedDate", "Name", "NamespacePrefix"];
/// The fields of a deployment.
const DEPLOY_REQUEST: &[&str] = &[
    "Id",
    "CheckOnly",
    "CompletedDate",
    "CreatedBy.Name",
    "CreatedById",
    "CreatedDate",
    "ErrorMessage",
    "ErrorStatusCode",
    "IgnoreWarnings",
    "LastModifiedBy.Name",
    "LastModifiedById",
    "LastModifiedDate",
    "NumberComponentErrors",
    "NumberComponentsDeployed",
    "NumberComponentsTotal",
    "NumberTestErrors",
    "NumberTestsCompleted",
    "NumberTestsTotal",
    "RollbackOnError",
    "RunTestsEnabled",
    "StartDate",
    "Status",
];
/// The fields of the org.
const ORGANIZATION: &[&str] = &[
    "Id",
    "CreatedDate",
    "InstanceName",
    "IsSandbox",
    "LanguageLocaleKey",
    "Name",
    "NamespacePrefix",
    "OrganizationType",
    "TrialExpirationDate",
];
/// The fields of the user.
const USER: &[&str] = &["Id", "Email", "IsActive", "Name", "Username", "UserType"];
/// The fields of a sandbox that is being made; this org makes none.
const SANDBOX_PROCESS: &[&str] =
    &["Id", "CreatedDate", "EndDate", "SandboxInfoId", "SandboxName", "SandboxOrganization", "Status"];

/// All objects. `ScratchOrgInfo` is none of them: the org is no dev hub. Nor is `SourceMember`: it tracks no source.
pub(crate) const OBJECTS: &[Object] = &[
    Object { name: "AuthProvider", apis: EVERYWHERE, fields: NAMED, records: components },
    Object { name: "Certificate", apis: TOOLING, fields: NAMED, records: components },
    Object { name: "CspTrustedSite", apis: EVERYWHERE, fields: NAMED, records: components },
    Object { name: "DeployRequest", apis: TOOLING, fields: DEPLOY_REQUEST, records: deployments },
    Object { name: "ExternalAuthIdentityProvider", apis: TOOLING, fields: NAMED, records: components },
    Object { name: "ExternalCredential", apis: TOOLING, fields: NAMED, records: components },
    Object { name: "ExternalServiceRegistration", apis: TOOLING, fields: NAMED, records: components },
    Object { name: "NamedCredential", apis: EVERYWHERE, fields: NAMED, records: components },
    Object { name: "Organization", apis: EVERYWHERE, fields: ORGANIZATION, records: organization },
    Object { name: "PermissionSet", apis: EVERYWHERE, fields: PERMISSION_SET, records: components },
    Object { name: "SandboxProcess", apis: TOOLING, fields: SANDBOX_PROCESS, records: |_, _| Vec::new() },
    Object { name: "User", apis: EVERYWHERE, fields: USER, records: user },
];

/// The object with this name in an API; capitals do not matter.
pub(crate) fn object_named(name: &str, api: Api) -> Option<&'static Object> {
    let is_it = |object: &&Object| object.name.eq_ignore_ascii_case(name) && object.apis.contains(&api);
    OBJECTS.iter().find(is_it)
}

impl Object {
    /// All records, each with all fields.
    pub(crate) fn records(&self, org: &Org) -> Vec<Value> {
        (self.records)(self, org)
    }

    /// A field as the org spells it.
    pub(crate) fn field(&self, name: &str) -> Option<&'static str> {
        self.fields.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
    }
}

fn components(object: &Object, org: &Org) -> Vec<Value> {
    let record = |(id, holding): (&ComponentId, &Holding)| {
        let fields = [
            ("Id", json!(holding.id)),
            ("CreatedDate", json!(holding.created.in_queries())),
            ("LastModifiedDate", json!(holding.modified.in_queries())),
            ("NamespacePrefix", Value::Null),
            (if object.fields == PERMISSION_SET { "Name" } else { "DeveloperName" }, json!(id.full_name)),
            (if object.fields == PERMISSION_SET { "Label" } else { "MasterLabel" }, json!(label_of(id, holding))),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    };
    org.holdings.of_type(object.name).map(record).collect()
}

/// What people call a component: its label, or its name where it has none.
fn label_of(id: &ComponentId, holding: &Holding) -> String {
    let document = xml::parse(holding.metadata.as_bytes()).ok();
    let labels = ["label", "masterLabel", "friendlyName"];
    let label = document.and_then(|document| {
        let found = labels.iter().find_map(|name| document.root().child_text(name));
        found.map(|text| text.trim().to_owned())
    });
    label.unwrap_or_else(|| id.full_name.to_string())
}

fn deployments(_: &Object, org: &Org) -> Vec<Value> {
    let date = |moment: Option<Moment>| json!(moment.map(Moment::in_queries));
    let record = |deployment: &Deployment| {
        let refusal = deployment.refusal.as_ref();
        json!({
            "Id": deployment.id,
            "CheckOnly": deployment.options.check_only,
            "CompletedDate": date(deployment.completed),
            "CreatedBy.Name": USER_FULL_NAME,
            "CreatedById": USER_ID,
            "CreatedDate": date(Some(deployment.created)),
            "ErrorMessage": refusal.map(|refusal| &refusal.words),
            "ErrorStatusCode": refusal.map(|refusal| &refusal.code),
            "IgnoreWarnings": deployment.options.ignore_warnings,
            "LastModifiedBy.Name": USER_FULL_NAME,
            "LastModifiedById": USER_ID,
            "LastModifiedDate": date(Some(deployment.modified)),
            "NumberComponentErrors": deployment.errors,
            "NumberComponentsDeployed": deployment.deployed,
            "NumberComponentsTotal": deployment.total,
            "NumberTestErrors": 0,
            "NumberTestsCompleted": 0,
            "NumberTestsTotal": 0,
            "RollbackOnError": deployment.options.rollback_on_error,
            "RunTestsEnabled": deployment.options.runs_tests(),
            "StartDate": date(deployment.started),
            "Status": deployment.status,
        })
    };
    org.book.deployments.iter().map(record).collect()
}

fn organization(_: &Object, org: &Org) -> Vec<Value> {
    vec![json!({
        "Id": ORG_ID,
        "CreatedDate": org.book.founded.in_queries(),
        "InstanceName": "PRACTICE",
        "IsSandbox": false,
        "LanguageLocaleKey": "en_US",
        "Name": "Practice",
        "NamespacePrefix": null,
        "OrganizationType": "Developer Edition",
        "TrialExpirationDate": null,
    })]
}

fn user(_: &Object, _: &Org) -> Vec<Value> {
    vec![json!({
        "Id": USER_ID,
        "Email": USER_NAME,
        "IsActive": true,
        "Name": USER_FULL_NAME,
        "Username": USER_NAME,
        "UserType": "Standard",
    })]
}
