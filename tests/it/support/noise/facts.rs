//! What files mean, written down a second time: keys of lists, defaults, kinds of values.

/// Lists, and the children that tell their elements apart.
pub(super) const KEYS: &[(&str, &[&str])] = &[
    ("agentAccesses", &["agentName"]),
    ("applicationVisibilities", &["application"]),
    ("classAccesses", &["apexClass"]),
    ("customMetadataTypeAccesses", &["name"]),
    ("customPermissions", &["name"]),
    ("customSettingAccesses", &["name"]),
    ("externalAuthIdentityProviderParameters", &["parameterType", "parameterName"]),
    ("externalCredentialParameters", &["parameterType", "parameterName", "parameterGroup"]),
    ("externalCredentialPrincipalAccesses", &["externalCredentialPrincipal"]),
    ("fieldPermissions", &["field"]),
    ("flowAccesses", &["flow"]),
    ("namedCredentialParameters", &["parameterType", "parameterName"]),
    ("objectPermissions", &["object"]),
    ("operations", &["name"]),
    ("pageAccesses", &["apexPage"]),
    ("recordTypeVisibilities", &["recordType"]),
    ("tabSettings", &["tab"]),
    ("userPermissions", &["name"]),
];

/// The parameter type whose names each org makes up, so that the value is its key.
pub(super) const MADE_UP: &str = "AllowedManagedPackageNamespaces";

/// Parameters that stand for a principal, and are their own group.
pub(super) const PRINCIPALS: &[&str] = &["NamedPrincipal", "PerUserPrincipal"];

/// What an absent element means, by its type and name.
pub(super) const DEFAULTS: &[(&str, &str, &str)] = &[
    ("Certificate", "keySize", "2048"),
    ("Certificate", "privateKeyExportable", "true"),
    ("CspTrustedSite", "canAccessCamera", "false"),
    ("CspTrustedSite", "canAccessMicrophone", "false"),
    ("NamedCredential", "allowMergeFieldsInBody", "false"),
    ("NamedCredential", "allowMergeFieldsInHeader", "false"),
    ("NamedCredential", "generateAuthorizationHeader", "true"),
];

/// What each org sets itself.
pub(super) const PER_ORG: &[&str] =
    &["executionUser", "expirationDate", "linkKickoffUrl", "oauthKickoffUrl", "ssoKickoffUrl"];

/// Elements with switches, by the list that they stand in, or the type.
pub(super) const BOOLEANS: &[&str] = &[
    "allowMergeFieldsInBody",
    "allowMergeFieldsInHeader",
    "caSigned",
    "disableProtocolSecurity",
    "editable",
    "enabled",
    "generateAuthorizationHeader",
    "hasActivationRequired",
    "isActive",
    "readable",
    "allowCreate",
    "allowDelete",
    "allowEdit",
    "allowRead",
    "modifyAllRecords",
    "viewAllRecords",
    "visible",
];

/// Elements around whose values space means nothing.
pub(super) const TIGHT: &[&str] = &[
    "authenticationProtocol",
    "namedCredentialType",
    "parameterType",
    "sequenceNumber",
    "calloutStatus",
    "externalCredential",
    "authProvider",
    "certificate",
    "externalCredentialPrincipal",
    "visibility",
];

/// The child names of a list's key, for one with this parameter type.
pub(super) fn key_of(list: &str, parameter_type: Option<&str>) -> Option<&'static [&'static str]> {
    if parameter_type == Some(MADE_UP) {
        return Some(&["parameterType", "parameterValue"]);
    }
    KEYS.iter().find(|(name, _)| *name == list).map(|(_, key)| *key)
}

/// The place of an end that an org made up: an underscore, seven letters or digits, thirteen digits.
pub(super) fn made_up_end(name: &str) -> Option<usize> {
    let at = name.len().checked_sub(21)?;
    let end = name.get(at..)?;
    let is_made_up = end.starts_with('_')
        && end[1..8].chars().all(|one| one.is_ascii_alphanumeric())
        && end[8..].chars().all(|one| one.is_ascii_digit());
    (is_made_up && at > 0).then_some(at)
}
