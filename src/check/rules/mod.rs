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
    byte_order_mark
    comment_with_hyphens
    component_refused
    duplicate_component
    duplicate_parameter
    element_in_value
    element_not_in_version
    empty_element
    internal_value
    misplaced_text
    missing_element
    misspelt_suffix
    needless_full_name
    newer_than_tables
    not_a_boolean
    not_a_number
    not_well_formed
    repeated_element
    reserved_value
    scattered_elements
    type_not_in_version
    unescaped_ampersand
    unexpected_attribute
    unexpected_folder
    ungranted_principal
    unknown_element
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
