//! The table of the rules, one small file each.

macro_rules! rules {
    ($($module:ident)*) => {
        $(pub(crate) mod $module;)*

        /// All rules, in the order of their ids.
        pub static RULES: &[&CheckRule] = &[$(&$module::RULE),*];
    };
}

use super::CheckRule;

rules! {
    access_without_principal
    audience_not_json
    backslash_in_forceignore
    broken_reference
    component_refused
    deletion_still_referred
    disabled_principal_access
    duplicate_component
    duplicate_parameter
    misspelt_suffix
    mixed_named_credential
    no_user_external_credential_access
    not_well_formed
    principal_with_class_access
    principal_with_spaces
    profile_with_principal_access
    reference_elsewhere
    reference_letter_case
    secret_in_comment
    secret_in_description
    secret_in_element
    secret_in_parameter
    secret_in_url
    unexpected_folder
    ungranted_principal
    unknown_element
    unknown_principal
    unknown_value
    unreadable_allow
    unused_allow
    without_content
    wrong_root
}

/// The rule with this id.
pub fn rule_named(id: &str) -> Option<&'static CheckRule> {
    RULES.iter().find(|rule| rule.rule.id == id).copied()
}
