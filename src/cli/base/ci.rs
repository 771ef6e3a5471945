//! What CI knows of the base of a pull request.
//!
//! Sources: GitHub Docs, "Variables reference"; GitLab Docs, "Predefined CI/CD variables reference"; Microsoft Learn, "Use
//! predefined variables" (Azure Pipelines); Atlassian Support, "Variables and secrets" (Bitbucket Pipelines).

/// What one CI says of a pull request.
#[derive(Debug)]
struct Platform {
    /// The variables that name what it is made against, those first that tell more.
    bases: &'static [(&'static str, Holds)],
    /// The variable that names the reference that is checked out, where that can be a merge of the pull request.
    reference: Option<&'static str>,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// The name of a branch of the remote, or the reference of one.
    Branch,
    /// The id of a commit.
    Commit,
}

const PLATFORMS: &[Platform] = &[
    // GitHub Actions
    Platform { bases: &[("GITHUB_BASE_REF", Holds::Branch)], reference: Some("GITHUB_REF") },
    // GitLab CI/CD; the first one is set where the pipeline runs on the merged result.
    Platform {
        bases: &[
            ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", Holds::Commit),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", Holds::Commit),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", Holds::Branch),
        ],
        reference: None,
    },
    // Azure Pipelines
    Platform { bases: &[("SYSTEM_PULLREQUEST_TARGETBRANCH", Holds::Branch)], reference: Some("BUILD_SOURCEBRANCH") },
    // Bitbucket Pipelines, which merges the destination into the source before anything runs
    Platform {
        bases: &[
            ("BITBUCKET_PR_DESTINATION_COMMIT", Holds::Commit),
            ("BITBUCKET_PR_DESTINATION_BRANCH", Holds::Branch),
        ],
        reference: None,
    },
];

/// A base that CI knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The variable that names it.
    pub(super) variable: &'static str,
    /// The revision that it means.
    pub(super) revision: String,
    /// How to get from it to the base.
    pub(super) way: Way,
}

/// How to get from a revision to the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// What is checked out is a merge: the base is its first parent.
    FirstParent,
    /// The base is where the revision and `HEAD` parted.
    Parted,
    /// The same, or the revision itself where the clone does not reach back so far.
    PartedOrItself,
}

/// The bases that CI knows of a pull request, the best first; none elsewhere.
pub(super) fn bases(environment: impl Fn(&str) -> Option<String>) -> Vec<Known> {
    let value = |variable: &str| environment(variable).filter(|value| !value.is_empty());
    let known = |platform: &Platform| -> Vec<Known> {
        let set = platform.bases.iter().filter_map(|(variable, holds)| Some((*variable, *holds, value(variable)?)));
        let is_merge = platform.reference.and_then(value).is_some_and(|reference| is_merge(&reference));
        set.flat_map(|(variable, holds, value)| holds.known(variable, &value, is_merge)).collect()
    };
    PLATFORMS.iter().map(known).find(|known| !known.is_empty()).unwrap_or_default()
}

/// Whether a reference is the merge of a pull request into its base: `refs/pull/7/merge`.
fn is_merge(reference: &str) -> bool {
    reference.starts_with("refs/pull/") && reference.ends_with("/merge")
}

impl Holds {
    /// What a value means in a clone of CI, where branches are those of its remote.
    fn known(self, variable: &'static str, value: &str, is_merge: bool) -> Vec<Known> {
        let (revision, way) = match self {
            Self::Branch => (format!("origin/{}", value.strip_prefix("refs/heads/").unwrap_or(value)), Way::Parted),
            Self::Commit => (value.to_owned(), Way::PartedOrItself),
        };
        let of = |way| Known { variable, revision: revision.clone(), way };
        is_merge.then(|| of(Way::FirstParent)).into_iter().chain([of(way)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn told(set: &[(&str, &str)]) -> Vec<(&'static str, String, Way)> {
        let value = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        bases(value).into_iter().map(|known| (known.variable, known.revision, known.way)).collect()
    }

    #[test]
    fn each_variable_names_a_revision() {
        for (variable, holds) in PLATFORMS.iter().flat_map(|platform| platform.bases) {
            let (value, revision, way) = match holds {
                Holds::Branch => ("release/1", "origin/release/1", Way::Parted),
                Holds::Commit => ("1a2b3c", "1a2b3c", Way::PartedOrItself),
            };
            assert_eq!(told(&[(variable, value)]), [(*variable, revision.to_owned(), way)]);
            assert!(told(&[(variable, "")]).is_empty());
        }
        assert!(told(&[("GITHUB_REF", "refs/pull/7/merge")]).is_empty());
    }

    #[test]
    fn a_checkout_of_a_merge_knows_its_base_as_a_parent() {
        let branch = ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main");
        let expected = |way| (branch.0, "origin/main".to_owned(), way);
        let merge = told(&[branch, ("BUILD_SOURCEBRANCH", "refs/pull/7/merge")]);
        assert_eq!(merge, [expected(Way::FirstParent), expected(Way::Parted)]);
        assert_eq!(told(&[branch, ("BUILD_SOURCEBRANCH", "refs/heads/x/merge")]), [expected(Way::Parted)]);
    }

    #[test]
    fn what_tells_more_comes_first() {
        let gitlab = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "1a2b")];
        let revisions: Vec<String> = told(&gitlab).into_iter().map(|(_, revision, _)| revision).collect();
        assert_eq!(revisions, ["1a2b", "origin/main"]);
    }

    #[test]
    fn the_pages_name_every_variable() {
        for page in ["docs/diff-three-sides.md", "docs/environment.md"] {
            let text = fs::read_to_string(page).unwrap();
            for (variable, _) in PLATFORMS.iter().flat_map(|platform| platform.bases) {
                assert!(text.contains(&format!("`{variable}`")), "{variable} in {page}");
            }
        }
    }
}
