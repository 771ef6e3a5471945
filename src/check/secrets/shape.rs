//! Keys and tokens that services give a shape of their own, so that they can be found.

/// How a service writes a key.
struct Shape {
    /// How it begins.
    prefix: &'static str,
    /// So many characters follow at least.
    least: usize,
    /// Characters that may follow besides letters and digits.
    besides: &'static str,
    /// What it is called in messages.
    kind: &'static str,
}

const fn shape(prefix: &'static str, least: usize, besides: &'static str, kind: &'static str) -> Shape {
    Shape { prefix, least, besides, kind }
}

/// Nothing shorter than this has one of the shapes.
pub(super) const SHORTEST: usize = 16;

/// The shapes, as the services document them.
const SHAPES: &[Shape] = &[
    shape("sk_live_", 16, "", "a Stripe key"),
    shape("sk_test_", 16, "", "a Stripe key"),
    shape("rk_live_", 16, "", "a Stripe key"),
    shape("rk_test_", 16, "", "a Stripe key"),
    shape("whsec_", 24, "+/=", "a secret of a web hook"),
    shape("ghp_", 30, "", "a GitHub token"),
    shape("gho_", 30, "", "a GitHub token"),
    shape("ghu_", 30, "", "a GitHub token"),
    shape("ghs_", 30, "", "a GitHub token"),
    shape("ghr_", 30, "", "a GitHub token"),
    shape("github_pat_", 30, "_", "a GitHub token"),
    shape("glpat-", 18, "-_.", "a GitLab token"),
    shape("xoxb-", 20, "-", "a Slack token"),
    shape("xoxp-", 20, "-", "a Slack token"),
    shape("xoxa-", 20, "-", "a Slack token"),
    shape("xoxe-", 20, "-", "a Slack token"),
    shape("xapp-", 20, "-", "a Slack token"),
    shape("AKIA", 16, "", "an AWS access key"),
    shape("ASIA", 16, "", "an AWS access key"),
    shape("AIza", 30, "-_", "a Google API key"),
    shape("ya29.", 20, "-_", "a Google access token"),
    shape("GOCSPX-", 20, "-_", "a Google client secret"),
    shape("SG.", 40, "-_.", "a SendGrid key"),
    shape("sk-ant-", 20, "-_", "an Anthropic key"),
    shape("sk-proj-", 20, "-_", "an OpenAI key"),
    shape("sk-", 32, "", "an API key"),
    shape("gsk_", 30, "", "an API key"),
    shape("hf_", 30, "", "a Hugging Face token"),
    shape("npm_", 30, "", "an npm token"),
    shape("pypi-", 40, "-_", "a PyPI token"),
    shape("dop_v1_", 40, "", "a DigitalOcean token"),
    shape("shpat_", 30, "", "a Shopify token"),
    shape("shpss_", 30, "", "a Shopify secret"),
    shape("sq0atp-", 20, "-_", "a Square token"),
    shape("sq0csp-", 30, "-_", "a Square secret"),
    shape("xkeysib-", 40, "-", "a Brevo key"),
    shape("pat-na1-", 30, "-", "a HubSpot token"),
    shape("pat-eu1-", 30, "-", "a HubSpot token"),
    shape("ATATT3", 40, "-_=", "an Atlassian token"),
    shape("dckr_pat_", 20, "-_", "a Docker token"),
    shape("NRAK-", 20, "", "a New Relic key"),
    shape("lin_api_", 30, "", "a Linear key"),
    shape("figd_", 30, "-_", "a Figma token"),
    shape("PMAK-", 40, "-", "a Postman key"),
];

/// What a word is by the shape that a service gives its keys.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    if word.len() < SHORTEST {
        return None;
    }
    let found = SHAPES.iter().find(|shape| word.strip_prefix(shape.prefix).is_some_and(|rest| shape.fits(rest)));
    found.map(|shape| shape.kind).or_else(|| is_salesforce_session(word).then_some("a Salesforce session"))
}

impl Shape {
    fn fits(&self, rest: &str) -> bool {
        let fits = |character: char| character.is_ascii_alphanumeric() || self.besides.contains(character);
        let mut counts = [0_u32; 128];
        rest.bytes().filter(u8::is_ascii).for_each(|byte| counts[byte as usize] += 1);
        let different = counts.iter().filter(|&&count| count > 0).count();
        // `ghp_xxxxxxxx…` and the like stand for one.
        rest.len() >= self.least && rest.chars().all(fits) && different > 6
    }
}

/// An org's id, an exclamation mark and a long token.
fn is_salesforce_session(word: &str) -> bool {
    let Some((org, token)) = word.split_once('!') else { return false };
    let is_org =
        org.starts_with("00D") && matches!(org.len(), 15 | 18) && org.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_org && token.len() >= 60 && token.chars().all(|one| one.is_ascii_alphanumeric() || "._".contains(one))
}
