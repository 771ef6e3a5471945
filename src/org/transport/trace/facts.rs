//! What may stand in a trace: the names that are known, and for each the shape that its value must have to be shown.

use jiff::Timestamp;

use crate::{
    metadata::ApiVersion,
    org::{ErrorCode, rest::DeployStatus},
};

/// What a value must look like to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `true` or `false`.
    Flag,
    /// A number of a few digits.
    Count,
    /// A date.
    Date,
    /// An API version.
    Version,
    /// The id of a deployment or a retrieval.
    Job,
    /// A code that errors are known to have.
    Code,
    /// The status of a deployment or a retrieval.
    Status,
    /// One of these words.
    Word(&'static [&'static str]),
    /// It holds others, and is never shown itself.
    Holder,
    /// It is never shown.
    Hidden,
}

use Shape::{Code, Count, Date, Flag, Hidden, Holder, Job, Status, Version, Word};

const OAUTH_CODES: &[&str] = &[
    "access_denied",
    "authorization_pending",
    "inactive_org",
    "inactive_user",
    "immediate_unsuccessful",
    "invalid_app_access",
    "invalid_assertion_type",
    "invalid_client",
    "invalid_client_credentials",
    "invalid_client_id",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "rate_limit_exceeded",
    "redirect_uri_mismatch",
    "redirect_uri_missing",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unknown_error",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
];

const GRANTS: &[&str] =
    &["authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"];

const TEST_LEVELS: &[&str] =
    &["NoTestRun", "RunAllTestsInOrg", "RunLocalTests", "RunRelevantTests", "RunSpecifiedTests"];

/// The members, elements and fields of forms that are named in a trace, in the order of their names.
pub(super) const FIELDS: &[(&str, Shape)] = &[
    ("AsOfVersion", Version),
    ("Body", Holder),
    ("CheckOnly", Flag),
    ("CreatedBy", Holder),
    ("CreatedById", Hidden),
    ("CreatedDate", Date),
    ("Envelope", Holder),
    ("Fault", Holder),
    ("Header", Holder),
    ("Id", Job),
    ("Name", Hidden),
    ("SessionHeader", Holder),
    ("Status", Status),
    ("access_token", Hidden),
    ("apiVersion", Version),
    ("asOfVersion", Version),
    ("assertion", Hidden),
    ("asyncProcessId", Job),
    ("canceledBy", Hidden),
    ("canceledByName", Hidden),
    ("changed", Flag),
    ("checkOnly", Flag),
    ("checkRetrieveStatus", Holder),
    ("checkRetrieveStatusResponse", Holder),
    ("client_id", Hidden),
    ("client_secret", Hidden),
    ("code", Hidden),
    ("code_verifier", Hidden),
    ("columnNumber", Count),
    ("completedDate", Date),
    ("componentFailures", Holder),
    ("componentSuccesses", Holder),
    ("componentType", Hidden),
    ("created", Flag),
    ("createdBy", Hidden),
    ("createdByName", Hidden),
    ("createdDate", Date),
    ("deleted", Flag),
    ("deployOptions", Holder),
    ("deployResult", Holder),
    ("describeMetadata", Holder),
    ("describeMetadataResponse", Holder),
    ("details", Holder),
    ("done", Flag),
    ("error", Word(OAUTH_CODES)),
    ("errorCode", Code),
    ("errorMessage", Hidden),
    ("errorStatusCode", Code),
    ("error_description", Hidden),
    ("faultcode", Code),
    ("faultstring", Hidden),
    ("fileName", Hidden),
    ("fileProperties", Holder),
    ("fullName", Hidden),
    ("grant_type", Word(GRANTS)),
    ("id", Job),
    ("id_token", Hidden),
    ("ignoreWarnings", Flag),
    ("includeZip", Flag),
    ("instance_url", Hidden),
    ("issued_at", Hidden),
    ("label", Hidden),
    ("lineNumber", Count),
    ("listMetadata", Holder),
    ("listMetadataResponse", Holder),
    ("members", Hidden),
    ("message", Hidden),
    ("messages", Holder),
    ("name", Hidden),
    ("numFiles", Count),
    ("numTestsRun", Count),
    ("numberComponentErrors", Count),
    ("numberComponentsDeployed", Count),
    ("numberComponentsTotal", Count),
    ("numberTestErrors", Count),
    ("numberTestsCompleted", Count),
    ("numberTestsTotal", Count),
    ("organization_id", Hidden),
    ("partialSaveAllowed", Flag),
    ("preferred_username", Hidden),
    ("problem", Hidden),
    ("problemType", Word(&["Error", "Info", "Warning"])),
    ("purgeOnDelete", Flag),
    ("queries", Holder),
    ("readMetadata", Holder),
    ("readMetadataResponse", Holder),
    ("records", Holder),
    ("redirect_uri", Hidden),
    ("refresh_token", Hidden),
    ("result", Holder),
    ("retrieve", Holder),
    ("retrieveRequest", Holder),
    ("retrieveResponse", Holder),
    ("rollbackOnError", Flag),
    ("runTestResult", Holder),
    ("runTests", Hidden),
    ("runTestsEnabled", Flag),
    ("scope", Hidden),
    ("sessionId", Hidden),
    ("singlePackage", Flag),
    ("startDate", Date),
    ("state", Word(&["Completed", "Error", "InProgress", "Queued"])),
    ("stateDetail", Hidden),
    ("status", Status),
    ("success", Flag),
    ("testLevel", Word(TEST_LEVELS)),
    ("testRequired", Flag),
    ("token", Hidden),
    ("token_type", Word(&["Bearer"])),
    ("totalSize", Count),
    ("type", Hidden),
    ("types", Holder),
    ("unpackaged", Holder),
    ("url", Hidden),
    ("user_id", Hidden),
    ("validatedDeployRequestId", Job),
    ("version", Version),
    ("zipFile", Hidden),
    ("zipSize", Count),
];

/// The parts of paths that are shown; versions and ids of jobs are too.
pub(super) const PATH: &[&str] = &[
    "Soap",
    "authorize",
    "data",
    "deployRequest",
    "limits",
    "m",
    "metadata",
    "oauth2",
    "query",
    "revoke",
    "services",
    "sobjects",
    "token",
    "tooling",
    "userinfo",
];

/// The parts of queries that are shown.
pub(super) const QUERY: &[(&str, Shape)] = &[("includeDetails", Flag), ("q", Hidden)];

/// The shape that a field's value must have; nothing where the field is not known.
pub(super) fn of(fields: &[(&str, Shape)], name: &str) -> Option<Shape> {
    fields.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
}

impl Shape {
    /// The text as it is shown; nothing where it has another shape.
    pub(super) fn shown(self, text: &str) -> Option<String> {
        let text = text.trim();
        let fits = match self {
            Flag => matches!(text, "true" | "false"),
            Count => (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
            Date => return text.parse::<Timestamp>().ok().map(|date| date.to_string()),
            Version => {
                return text.trim_start_matches('v').parse::<ApiVersion>().ok().map(|version| version.to_string());
            }
            Job => is_job(text),
            Code => return Some(ErrorCode::from(text)).filter(ErrorCode::is_known).map(|code| code.to_string()),
            Status => !matches!(DeployStatus::from(text), DeployStatus::Unknown(_)),
            Word(words) => words.contains(&text),
            Holder | Hidden => false,
        };
        fits.then(|| text.to_owned())
    }
}

/// Whether a text is the id of a deployment (`0Af`) or a retrieval (`09S`): 15 or 18 letters and digits.
fn is_job(text: &str) -> bool {
    let begins = text.starts_with("0Af") || text.starts_with("09S");
    begins && matches!(text.len(), 15 | 18) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
