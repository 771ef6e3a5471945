//! Where a command works: the project and what its team agreed on.

use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
};

use super::{
    args::Common,
    config::{Config, ConfigError},
    error::{Failure, Outcome},
    exit::Exit,
};
use crate::source::{
    Project,
    git::{GitError, Repository},
    project::ProjectError,
};

/// The project, where there is one, and its configuration.
pub(super) struct Place {
    project: Result<Project, ProjectError>,
    named: Option<PathBuf>,
    /// Opened when a side is first asked of it, and then by all sides.
    repository: OnceCell<Repository>,
    /// What the team agreed on; empty outside a project.
    pub(super) config: Config,
}

impl Place {
    /// Finds the project that the flags name, or the nearest one. Having none is no failure yet: not all commands need
    /// one.
    pub(super) fn find(common: &Common) -> Outcome<Self> {
        let project = match &common.project {
            Some(dir) => Ok(Project::open(dir)?),
            None => match Project::find(Path::new("")) {
                Err(error) if !matches!(error, ProjectError::NotFound { .. }) => return Err(error.into()),
                found => found,
            },
        };
        let config = project.as_ref().map_or(Ok(Config::default()), |project| Config::of(project.dir()))?;
        Ok(Self { project, named: common.project.clone(), repository: OnceCell::new(), config })
    }

    /// The project. Outside of one, a failure that says where it was looked for.
    pub(super) fn project(self: &Place) -> Outcome<&Project> {
        self.project.as_ref().map_err(|error| {
            let hint = error.hint();
            let failure = Failure::of(Exit::WrongUse, "ProjectError", error);
            hint.map_or(failure, |hint| Failure::of(Exit::WrongUse, "ProjectError", error).hint(hint))
        })
    }

    /// The project, where there is one.
    pub(super) fn project_if_any(&self) -> Option<&Project> {
        self.project.as_ref().ok()
    }

    /// The project's folder, or the current one.
    pub(super) fn dir(&self) -> &Path {
        self.project_if_any().map_or(Path::new(""), Project::dir)
    }

    /// The git repository of the project, or of the current folder.
    pub(super) fn repository(&self) -> Result<&Repository, GitError> {
        if let Some(repository) = self.repository.get() {
            return Ok(repository);
        }
        let found = Repository::find(self.dir())?;
        Ok(self.repository.get_or_init(|| found))
    }

    /// The flag that finds this place again, with a space before it; nothing where no flag was needed.
    pub(super) fn flag(&self) -> String {
        self.named.as_ref().map_or_else(String::new, |dir| format!(" -C {}", dir.display()))
    }

    /// The folder of the practice org's state.
    pub(super) fn practice_state(&self) -> PathBuf {
        self.dir().join(".xcred").join("practice")
    }

    /// The folder that the practice org is seeded from.
    pub(super) fn practice_seed(&self) -> Option<PathBuf> {
        self.config.practice.seed.as_ref().map(|seed| self.dir().join(seed))
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        let exit = if matches!(error, ProjectError::Unreadable { .. }) { Exit::Failed } else { Exit::WrongUse };
        let failure = Self::of(exit, "ProjectError", &error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let exit = if matches!(error, ConfigError::Unreadable { .. }) { Exit::Failed } else { Exit::WrongUse };
        Self::of(exit, "ConfigError", &error)
    }
}
