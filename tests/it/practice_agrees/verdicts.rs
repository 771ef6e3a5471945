//! The practice org that mutants are deployed to.

use crate::support::{
    Sandbox,
    org::{LoopbackOrg, TOKEN},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::runtime::Runtime;
use xcred::{
    bundle::Bundle,
    metadata::{ApiVersion, ComponentId, Snapshot},
    org::{
        AccessToken, ComponentMessage, DeployOptions, DeployResult, Followed, HttpOptions, HttpTransport, InstanceUrl,
        Org, Pace, Session, SystemClock,
    },
    practice,
};

/// A practice org, and the way to it.
pub(super) struct TestOrg {
    org: Org,
    runtime: Runtime,
    _served: LoopbackOrg,
}

impl TestOrg {
    pub(super) fn start(sandbox: &Sandbox) -> Self {
        let served = LoopbackOrg::start(sandbox, practice::Pace::Steps);
        let session = Session {
            instance_url: InstanceUrl::parse(&served.url()).expect("loopback is an instance"),
            access_token: AccessToken::new(TOKEN).expect("the token is one"),
        };
        let transport = HttpTransport::new(HttpOptions::default());
        let org = Org::new(session, Arc::new(transport), Arc::new(SystemClock), ApiVersion::NEWEST_KNOWN);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Self { org, runtime: runtime.expect("a runtime can be built"), _served: served }
    }

    /// Deploys components, all of which the org must take.
    pub(super) fn deploy(&self, components: &Snapshot, version: ApiVersion) {
        let result = self.result(components, version, &DeployOptions::default());
        assert!(result.success, "the sample project is not taken: {:#?}", failures(&result));
    }

    /// What the org refuses of these components, and why; nothing of them is kept.
    pub(super) fn refusals(&self, components: &Snapshot, version: ApiVersion) -> BTreeMap<ComponentId, String> {
        let options = DeployOptions { check_only: true, ..DeployOptions::default() };
        let result = self.result(components, version, &options);
        let refusal = |message: &ComponentMessage| {
            let type_name =
                message.component_type.as_deref().filter(|name| !name.is_empty()).expect("a component failed");
            let words = message.problem.clone().expect("a failure has a reason");
            (ComponentId::new(type_name, message.full_name.as_str()), words)
        };
        failures(&result).iter().map(refusal).collect()
    }

    fn result(&self, components: &Snapshot, version: ApiVersion, options: &DeployOptions) -> DeployResult {
        let archive = Bundle::of(components, version).and_then(|bundle| bundle.to_zip()).expect("it can be bundled");
        let at_once = Pace { first: Duration::ZERO, ..Pace::default() };
        let followed = self.runtime.block_on(async {
            let id = self.org.deploy(&archive, options).await.expect("the org takes the archive");
            self.org.follow_deployment(&id, &at_once, |_| {}).await.expect("the org tells how it stands")
        });
        match followed {
            Followed::Done(result) => result,
            Followed::StillRunning(result) => panic!("it never ends: {result:?}"),
        }
    }
}

fn failures(result: &DeployResult) -> &[ComponentMessage] {
    result.details.as_ref().map_or(&[], |details| &details.component_failures)
}
