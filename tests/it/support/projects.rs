//! Projects for tests: the sample project, and small ones made of as little as a test needs.

use super::Sandbox;
use std::path::{Path, PathBuf};

/// The project file of a project whose components lie in `force-app`.
pub(crate) const PROJECT_FILE: &str = r#"{"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "64.0"}"#;

/// A sandbox whose project folder is the sample project.
pub(crate) fn sample() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.copy(sample_folder(), "");
    sandbox
}

/// The sample project as it is checked in.
pub(crate) fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-project")
}

/// A sandbox with a project without components.
pub(crate) fn empty_project() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("sfdx-project.json", PROJECT_FILE);
    sandbox.write("force-app/.gitkeep", "");
    sandbox
}

/// An external credential that says as little as one can, with a label and further elements.
pub(crate) fn credential(label: &str, further: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ExternalCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <authenticationProtocol>Custom</authenticationProtocol>\n{further}    <label>{label}</label>\n\
         </ExternalCredential>\n"
    )
}

/// A principal of an external credential.
pub(crate) fn principal(name: &str) -> String {
    format!(
        "    <externalCredentialParameters>\n        <parameterName>{name}</parameterName>\n        \
         <parameterType>NamedPrincipal</parameterType>\n        <sequenceNumber>1</sequenceNumber>\n    \
         </externalCredentialParameters>\n"
    )
}

/// Writes a permission set that grants these principals, so that no rule asks for one.
pub(crate) fn grant(sandbox: &Sandbox, principals: &[&str]) {
    let access = |principal: &&str| {
        format!(
            "    <externalCredentialPrincipalAccesses>\n        <enabled>true</enabled>\n        \
             <externalCredentialPrincipal>{principal}</externalCredentialPrincipal>\n    \
             </externalCredentialPrincipalAccesses>\n"
        )
    };
    let accesses: String = principals.iter().map(access).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{accesses}    <label>Callouts</label>\n    \
         <objectPermissions>\n        <allowCreate>false</allowCreate>\n        <allowDelete>false</allowDelete>\n        \
         <allowEdit>false</allowEdit>\n        <allowRead>true</allowRead>\n        \
         <modifyAllRecords>false</modifyAllRecords>\n        <object>UserExternalCredential</object>\n        \
         <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n</PermissionSet>\n"
    );
    sandbox.write("force-app/permissionsets/Callouts.permissionset-meta.xml", text);
}

/// A parameter of an external credential.
pub(crate) fn parameter(kind: &str, name: &str, value: &str) -> String {
    format!(
        "    <externalCredentialParameters>\n        <parameterName>{name}</parameterName>\n        \
         <parameterType>{kind}</parameterType>\n        <parameterValue>{value}</parameterValue>\n        \
         <sequenceNumber>1</sequenceNumber>\n    </externalCredentialParameters>\n"
    )
}

/// The path of an external credential's file in `force-app`.
pub(crate) fn credential_file(name: &str) -> String {
    format!("force-app/externalCredentials/{name}.externalCredential-meta.xml")
}
