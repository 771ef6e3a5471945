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
    misspelt_suffix
    not_well_formed
    unexpected_folder
    ungranted_principal
    unknown_element
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
