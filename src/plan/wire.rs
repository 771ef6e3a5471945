//! `plan.json`, as docs/schema/plan.json describes it. The types here are apart from the domain on purpose: a rename in the
//! code must not change what is read later.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{MAIN_SEPARATOR, Path},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Deed, Digest, Plan, PlanError, Step};
use crate::{
    bundle::BundleEntry,
    metadata::{ApiVersion, ComponentId, FullName, Manifest, TypeName, manifest::Members},
    org::{DeployOptions, TestLevel},
};

/// The entry that says what the plan is; the first of the archive.
pub const PLAN_JSON: &str = "plan.json";

/// The version of its form.
pub const SCHEMA_VERSION: u64 = 1;

/// As much as every version says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Versioned {
    schema_version: u64,
}

/// What a plan says of itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PlanBody {
    schema_version: u64,
    pub(super) made: MadeBody,
    pub(super) org: OrgBody,
    pub(super) api_version: ApiVersion,
    pub(super) options: OptionsBody,
    pub(super) components: Vec<StepBody>,
    pub(super) entries: Vec<EntryBody>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MadeBody {
    pub(super) at: Timestamp,
    pub(super) by: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrgBody {
    pub(super) id: String,
    pub(super) instance: String,
    /// By type, the names; `*` for all.
    pub(super) asked: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OptionsBody {
    ignore_warnings: bool,
    rollback_on_error: bool,
    /// Null where the org goes by its own rule, and never left out.
    #[serde(deserialize_with = "Option::deserialize")]
    test_level: Option<LevelBody>,
    run_tests: Vec<String>,
}

#[derive(Serialize, Deserialize)]
enum LevelBody {
    NoTestRun,
    RunSpecifiedTests,
    RunRelevantTests,
    RunLocalTests,
    RunAllTestsInOrg,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepBody {
    pub(super) component: String,
    pub(super) deed: DeedBody,
    pub(super) held: String,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum DeedBody {
    Create,
    Change,
    Delete,
}

/// An entry of the bundle; a manifest belongs to no component and comes from no file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryBody {
    pub(super) name: String,
    pub(super) sha256: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) component: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
}

impl PlanBody {
    /// What a plan says of itself.
    pub(super) fn of(plan: &Plan) -> Self {
        let step = |(id, step): (&ComponentId, &Step)| StepBody {
            component: id.to_string(),
            deed: step.deed.into(),
            held: step.held.to_string(),
        };
        Self {
            schema_version: SCHEMA_VERSION,
            made: MadeBody { at: plan.made.at, by: plan.made.by.clone() },
            org: OrgBody {
                id: plan.org.id.to_string(),
                instance: plan.org.instance.clone(),
                asked: asked(&plan.org.asked),
            },
            api_version: plan.version,
            options: OptionsBody::of(&plan.options),
            components: plan.steps().map(step).collect(),
            entries: entries(plan),
        }
    }

    /// Its text.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("texts and numbers are JSON");
        text.push(b'\n');
        text
    }

    /// Reads it. The version comes first: of a newer one nothing else is looked at.
    pub(super) fn from_json(text: &[u8]) -> Result<Self, PlanError> {
        let Versioned { schema_version } = serde_json::from_slice(text).map_err(PlanError::Unreadable)?;
        if schema_version > SCHEMA_VERSION {
            return Err(PlanError::Newer { version: schema_version });
        }
        if schema_version < SCHEMA_VERSION {
            return Err(PlanError::Text(format!("there is no schema version {schema_version}").into()));
        }
        serde_json::from_slice(text).map_err(PlanError::Unreadable)
    }

    /// What the org was asked for.
    pub(super) fn asked(&self) -> Manifest {
        let mut manifest = Manifest::of(Some(self.api_version), []);
        for (name, members) in &self.org.asked {
            manifest.add_all(TypeName::new(name), members.iter().map(FullName::new));
        }
        manifest
    }
}

fn asked(manifest: &Manifest) -> BTreeMap<String, Vec<String>> {
    let members = |members: &Members| {
        let all = members.wildcard.then(|| "*".to_owned());
        all.into_iter().chain(members.names.iter().map(ToString::to_string)).collect()
    };
    manifest.types().map(|(name, of_type)| (name.to_string(), members(of_type))).collect()
}

fn entries(plan: &Plan) -> Vec<EntryBody> {
    let origins: BTreeMap<&str, &BundleEntry> =
        plan.bundle.entries().iter().map(|entry| (entry.name.as_str(), entry)).collect();
    let body = |(name, bytes): (&str, Cow<'_, [u8]>)| EntryBody {
        name: name.to_owned(),
        sha256: Digest::of(&bytes),
        component: origins.get(name).map(|entry| entry.component.to_string()),
        source: origins.get(name).map(|entry| slashed(&entry.source)),
    };
    plan.bundle.files().map(body).collect()
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(MAIN_SEPARATOR, "/")
}

impl OptionsBody {
    fn of(options: &DeployOptions) -> Self {
        Self {
            ignore_warnings: options.ignore_warnings,
            rollback_on_error: options.rollback_on_error,
            test_level: options.test_level.map(LevelBody::from),
            run_tests: options.run_tests.clone(),
        }
    }

    /// The options of the deployment.
    pub(super) fn into_options(self) -> DeployOptions {
        DeployOptions {
            ignore_warnings: self.ignore_warnings,
            rollback_on_error: self.rollback_on_error,
            test_level: self.test_level.map(TestLevel::from),
            run_tests: self.run_tests,
            ..DeployOptions::default()
        }
    }
}

/// Each value here and there, in both directions.
macro_rules! same {
    ($here:ident, $there:ident: $($value:ident),*) => {
        impl From<$there> for $here {
            fn from(value: $there) -> Self {
                match value { $($there::$value => Self::$value),* }
            }
        }
        impl From<$here> for $there {
            fn from(value: $here) -> Self {
                match value { $($here::$value => Self::$value),* }
            }
        }
    };
}

same!(DeedBody, Deed: Create, Change, Delete);
same!(LevelBody, TestLevel: NoTestRun, RunSpecifiedTests, RunRelevantTests, RunLocalTests, RunAllTestsInOrg);
