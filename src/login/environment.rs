//! What logins need to know of the environment, as values.

use std::{collections::BTreeMap, ffi::OsString, fmt, path::PathBuf};

use secrecy::SecretString;

/// The variables that logins heed. `docs/environment.md` says what each means.
pub const VARIABLES: &[&str] = &[
    "APPDATA",
    "DBUS_SESSION_BUS_ADDRESS",
    "HOME",
    "PATH",
    "PATHEXT",
    "SFDX_AUTH_URL",
    "SFDX_SECRET_TOOL_PATH",
    "SFDX_USE_GENERIC_UNIX_KEYCHAIN",
    "SF_ACCESS_TOKEN",
    "SF_AUDIENCE_URL",
    "SF_ORG_INSTANCE_URL",
    "SF_TARGET_ORG",
    "SF_USE_GENERIC_UNIX_KEYCHAIN",
    "USERPROFILE",
    "USE_GENERIC_UNIX_KEYCHAIN",
    "XCRED_AUTH_URL",
    "XCRED_CLIENT_ID",
    "XCRED_CLIENT_SECRET",
    "XCRED_CONFIG_DIR",
    "XCRED_JWT_KEY",
    "XCRED_JWT_KEY_FILE",
    "XCRED_LOGIN_URL",
    "XCRED_STORE_KEY",
    "XCRED_USERNAME",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
];

/// The values of the [`VARIABLES`] that are set. Some are secrets, so none is printed.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<&'static str, OsString>);

impl Environment {
    /// Takes the variables that logins heed. What is empty is not set.
    pub fn of(value_of: impl Fn(&str) -> Option<OsString>) -> Self {
        let value = |name: &&'static str| Some((*name, value_of(name).filter(|value| !value.is_empty())?));
        Self(VARIABLES.iter().filter_map(value).collect())
    }

    /// A text; what is no text is not set.
    ///
    /// # Panics
    /// Where the variable is none of [`VARIABLES`], which would be set for nobody.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.raw(name)?.to_str()
    }

    /// A secret.
    pub fn secret(&self, name: &str) -> Option<SecretString> {
        self.text(name).map(|text| SecretString::from(text.trim()))
    }

    /// A path.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from)
    }

    /// Whether a switch is on, as the Salesforce CLI reads switches.
    pub fn is_on(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| ["true", "1"].contains(&text.to_lowercase().as_str()))
    }

    /// The folder of the user; nothing where the environment names none, as in some containers.
    pub fn home(&self) -> Option<PathBuf> {
        let names: &[&str] = if cfg!(windows) { &["USERPROFILE"] } else { &["HOME"] };
        names.iter().find_map(|name| self.path(name)).filter(|home| home.is_absolute())
    }

    /// The folder of our own store; nothing where no folder of the user is known.
    pub fn own_folder(&self) -> Option<PathBuf> {
        let absolute = |name: &str| self.path(name).filter(|path| path.is_absolute());
        let of_the_platform = || match () {
            () if cfg!(windows) => absolute("APPDATA"),
            () if cfg!(target_os = "macos") => Some(self.home()?.join("Library").join("Application Support")),
            () => absolute("XDG_CONFIG_HOME").or_else(|| Some(self.home()?.join(".config"))),
        };
        self.path("XCRED_CONFIG_DIR").or_else(|| Some(of_the_platform()?.join("xcred")))
    }

    fn raw(&self, name: &str) -> Option<&OsString> {
        assert!(VARIABLES.contains(&name), "`{name}` is one of the variables that logins heed");
        self.0.get(name)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::of(|name| Some(pairs.iter().find(|(key, _)| *key == name)?.1.into()))
    }

    #[test]
    fn values_are_never_printed() {
        let environment = environment(&[("XCRED_CLIENT_SECRET", "canary"), ("NOT_OURS", "x")]);
        assert_eq!(format!("{environment:?}"), "{\"XCRED_CLIENT_SECRET\"}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_folder_is_where_the_platform_has_it_and_none_without_a_home() {
        let folder = |pairs: &[(&str, &str)]| environment(pairs).own_folder();
        assert_eq!(folder(&[("HOME", "/home/me")]), Some("/home/me/.config/xcred".into()));
        assert_eq!(folder(&[("HOME", "/home/me"), ("XDG_CONFIG_HOME", "/etc/me")]), Some("/etc/me/xcred".into()));
        assert_eq!(folder(&[("HOME", "/home/me"), ("XDG_CONFIG_HOME", "here")]), Some("/home/me/.config/xcred".into()));
        assert_eq!(folder(&[("HOME", "/home/me"), ("XCRED_CONFIG_DIR", "here")]), Some("here".into()));
        for nowhere in [&[][..], &[("HOME", "")], &[("HOME", "relative")]] {
            assert_eq!(folder(nowhere), None, "{nowhere:?}");
        }
    }

    #[test]
    fn each_variable_is_documented() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/environment.md")).unwrap();
        for name in VARIABLES {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn variables_stand_in_order_and_what_is_empty_is_not_set() {
        assert!(VARIABLES.is_sorted());
        assert_eq!(environment(&[("SF_TARGET_ORG", "")]).text("SF_TARGET_ORG"), None);
        for (text, on) in [("true", true), ("TRUE", true), ("1", true), ("false", false), ("yes", false)] {
            let switch = environment(&[("SF_USE_GENERIC_UNIX_KEYCHAIN", text)]);
            assert_eq!(switch.is_on("SF_USE_GENERIC_UNIX_KEYCHAIN"), on, "{text}");
        }
    }
}
