//! What a deployment was asked to do.

use serde::{Deserialize, Deserializer, Serialize};

use crate::xml::Element;

/// The options of a deployment; what is absent is off.
#[expect(clippy::struct_excessive_bools, reason = "these are the Metadata API's DeployOptions, each on or off")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DeployOptions {
    /// Whether files may be missing that package.xml names.
    #[serde(deserialize_with = "on_or_off")]
    pub allow_missing_files: bool,
    /// Reserved; kept as it was sent.
    #[serde(deserialize_with = "on_or_off")]
    pub auto_update_package: bool,
    /// Whether the deployment is judged and nothing is kept.
    #[serde(deserialize_with = "on_or_off")]
    pub check_only: bool,
    /// Whether a warning leaves its component deployed.
    #[serde(deserialize_with = "on_or_off")]
    pub ignore_warnings: bool,
    /// Reserved; kept as it was sent.
    #[serde(deserialize_with = "on_or_off")]
    pub perform_retrieve: bool,
    /// Whether deleted components skip the recycle bin; the components of this org have none.
    #[serde(deserialize_with = "on_or_off")]
    pub purge_on_delete: bool,
    /// Whether one failure undoes everything.
    #[serde(deserialize_with = "on_or_off")]
    pub rollback_on_error: bool,
    /// The test classes to run.
    pub run_tests: Vec<String>,
    /// Whether package.xml stands at the root of the archive.
    #[serde(deserialize_with = "on_or_off")]
    pub single_package: bool,
    /// Which tests run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_level: Option<TestLevel>,
}

/// Which tests run with a deployment: the Metadata API's `TestLevel`, word for word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TestLevel {
    NoTestRun,
    RunSpecifiedTests,
    RunLocalTests,
    RunAllTestsInOrg,
    RunRelevantTests,
}

impl DeployOptions {
    /// Reads the options of a SOAP request. The error is the server's words.
    pub(crate) fn from_soap(options: Option<&Element<'_>>) -> Result<Self, String> {
        let Some(options) = options else {
            return Ok(Self::default());
        };
        let mut map = serde_json::Map::new();
        let mut tests: Vec<serde_json::Value> = Vec::new();
        for element in options.elements() {
            let text = element.text().trim().to_owned();
            match (element.local_name(), text.as_str()) {
                ("runTests", _) => tests.push(text.into()),
                (_, "") => {}
                (name, _) => drop(map.insert(name.to_owned(), text.into())),
            }
        }
        map.insert("runTests".to_owned(), tests.into());
        let read = serde_json::from_value(map.into());
        read.map_err(|error| error.to_string())
    }

    /// Whether tests run at all.
    pub(crate) fn runs_tests(&self) -> bool {
        self.test_level.is_some_and(|level| level != TestLevel::NoTestRun)
    }

    /// What is wrong with the options taken together. The words are inferred.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let specified = self.test_level == Some(TestLevel::RunSpecifiedTests);
        let bad_name = self.run_tests.iter().find(|name| !is_class_name(name));
        if let Some(name) = bad_name {
            return Some(format!("'{name}' is not a valid name of a test class"));
        }
        match (specified, self.run_tests.is_empty()) {
            (true, true) => {
                Some("runTests must name at least one test class when testLevel is RunSpecifiedTests".to_owned())
            }
            (false, false) => Some("runTests can be used only with a testLevel of RunSpecifiedTests".to_owned()),
            _ => None,
        }
    }
}

/// Reads an option that is on or off. Clients write it as JSON's boolean or as text, in capitals or not, and orgs take
/// each: one sends `"false"`, another `False`.
fn on_or_off<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Plain(bool),
        Text(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Plain(value) => Ok(value),
        Written::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(serde::de::Error::custom(format!("'{text}' is not a valid value for the type xsd:boolean"))),
        },
    }
}

/// Whether this names an Apex class, perhaps with a namespace before a dot.
fn is_class_name(name: &str) -> bool {
    let is_identifier = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    name.split('.').count() <= 2 && name.split('.').all(is_identifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn options_are_on_or_off_however_clients_write_it() {
        let json = r#"{"checkOnly":"true","purgeOnDelete":"false","rollbackOnError":true,"singlePackage":"1"}"#;
        let read: DeployOptions = serde_json::from_str(json).unwrap();
        let expected = DeployOptions {
            check_only: true,
            rollback_on_error: true,
            single_package: true,
            ..DeployOptions::default()
        };
        assert_eq!(read, expected);
        let text = "<DeployOptions><checkOnly>True</checkOnly>None<rollbackOnError>1</rollbackOnError><purgeOnDelete>False</purgeOnDelete><singlePackage> true </singlePackage></DeployOptions>";
        let document = xml::parse(text.as_bytes()).unwrap();
        assert_eq!(DeployOptions::from_soap(Some(document.root())), Ok(expected));
        let error = serde_json::from_str::<DeployOptions>(r#"{"checkOnly":"yes"}"#).unwrap_err().to_string();
        assert!(error.starts_with("'yes' is not a valid value for the type xsd:boolean"), "{error}");
    }
}
