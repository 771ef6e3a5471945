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
    duplicate_sequence_number
    element_in_value
    element_not_in_version
    empty_element
    exclusive_parameters
    fixed_parameter_name
    formula_not_whole
    formula_unknown_credential
    formula_unknown_parameter
    internal_value
    invalid_developer_name
    label_too_long
    merge_fields_off
    mismatched_variant
    misplaced_text
    missing_element
    missing_parameter
    missing_parameter_field
    missing_principal
    missing_sequence_number
    misspelt_suffix
    mixed_named_credential
    needless_full_name
    needless_sequence_number
    newer_than_tables
    no_user_external_credential_access
    not_a_boolean
    not_a_number
    not_a_url
    not_well_formed
    principal_in_other_group
    principal_with_class_access
    principal_with_spaces
    profile_with_principal_access
    protocol_not_deployable
    reference_elsewhere
    reference_letter_case
    refused_parameter
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
    unknown_group
    unknown_parameter_value
    unknown_principal
    unknown_value
    unreadable_allow
    unreadable_formula
    unused_allow
    unusual_parameter
    url_not_https
    url_with_user_info
    value_documented_later
    value_in_wrong_element
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
