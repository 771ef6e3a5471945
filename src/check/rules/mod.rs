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
    audience_not_json
    component_refused
    duplicate_component
    duplicate_parameter
    duplicate_sequence_number
    exclusive_parameters
    fixed_parameter_name
    formula_not_whole
    formula_unknown_credential
    formula_unknown_parameter
    invalid_developer_name
    label_too_long
    merge_fields_off
    mismatched_variant
    missing_parameter
    missing_parameter_field
    missing_principal
    missing_sequence_number
    misspelt_suffix
    needless_sequence_number
    not_a_url
    not_well_formed
    principal_in_other_group
    protocol_not_deployable
    refused_parameter
    unexpected_folder
    ungranted_principal
    unknown_element
    unknown_group
    unknown_parameter_value
    unknown_value
    unreadable_allow
    unreadable_formula
    unused_allow
    unusual_parameter
    url_not_https
    url_with_user_info
    value_documented_later
    value_in_wrong_element
    without_content
    wrong_root
}

/// The rule with this id.
pub fn rule_named(id: &str) -> Option<&'static CheckRule> {
    RULES.iter().find(|rule| rule.rule.id == id).copied()
}
