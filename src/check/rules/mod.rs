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
    byte_order_mark
    comment_with_hyphens
    component_refused
    deletion_still_referred
    disabled_principal_access
    duplicate_component
    duplicate_parameter
    element_in_value
    element_not_in_version
    empty_element
    internal_value
    misplaced_text
    missing_element
    misspelt_suffix
    mixed_named_credential
    needless_full_name
    newer_than_tables
    no_user_external_credential_access
    not_a_boolean
    not_a_number
    not_well_formed
    principal_with_class_access
    principal_with_spaces
    profile_with_principal_access
    reference_elsewhere
    reference_letter_case
    repeated_element
    reserved_value
    scattered_elements
    secret_in_comment
    secret_in_description
    secret_in_element
    secret_in_parameter
    secret_in_url
    type_not_in_version
    unescaped_ampersand
    unexpected_attribute
    unexpected_folder
    ungranted_principal
    unknown_element
    unknown_principal
    unknown_value
    unreadable_allow
    unused_allow
    value_not_in_version
    without_content
    wrong_encoding
    wrong_namespace
    wrong_root
}

/// The rule with this id.
pub fn rule_named(id: &str) -> Option<&'static CheckRule> {
    RULES.iter().find(|rule| rule.rule.id == id).copied()
}
