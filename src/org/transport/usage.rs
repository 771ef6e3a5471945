//! How much of an org's calls is used up, as the org says with each answer (header `Sforce-Limit-Info`, REST API Developer
//! Guide, "API Usage Header").

use std::fmt;

/// The header.
pub(in crate::org) const HEADER: &str = "sforce-limit-info";

/// From this part of the limit on, the org is near it.
const NEAR_PERCENT: u64 = 80;

/// The calls of the last 24 hours, of all users and apps of the org, and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The calls so far.
    pub used: u64,
    /// The calls that there may be.
    pub limit: u64,
}

impl Usage {
    /// Reads the header's value: `api-usage=10018/100000`, and other limits beside it that are not ours.
    pub fn of_header(text: &str) -> Option<Self> {
        let mut pairs = text.split([';', ',']).filter_map(|pair| pair.trim().split_once('='));
        let (_, counts) = pairs.find(|(name, _)| *name == "api-usage")?;
        let (used, limit) = counts.split_once('/')?;
        let (used, limit) = (used.trim().parse().ok()?, limit.trim().parse().ok()?);
        (limit > 0).then_some(Self { used, limit })
    }

    /// The whole percent that are used.
    pub fn percent(self) -> u64 {
        u64::try_from(u128::from(self.used) * 100 / u128::from(self.limit)).unwrap_or(u64::MAX)
    }

    /// Whether the org is near its limit, or beyond it.
    pub fn is_near_limit(self) -> bool {
        self.percent() >= NEAR_PERCENT
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "api-usage={}/{}", self.used, self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_in_all_that_it_may_hold() {
        for (text, expected) in [
            ("api-usage=18/5000", Some((18, 5000))),
            ("api-usage=10018/100000; api-bursts=1/750", Some((10018, 100_000))),
            ("per-app-api-usage=17/250(appName=x), api-usage=25/50", Some((25, 50))),
            ("per-app-api-usage=17/250(appName=api-usage=1/2)", None),
            ("api-usage=5001/5000", Some((5001, 5000))),
            ("api-usage=1/0", None),
            ("api-usage=-1/5", None),
            ("api-usage=99999999999999999999/5", None),
            ("api-usage=1", None),
            ("", None),
        ] {
            let usage = Usage::of_header(text);
            assert_eq!(usage.map(|usage| (usage.used, usage.limit)), expected, "{text}");
        }
    }

    #[test]
    fn the_limit_is_near_from_four_fifths_on() {
        for (used, limit, percent, is_near) in [
            (0, 5, 0, false),
            (799, 1000, 79, false),
            (4, 5, 80, true),
            (7, 5, 140, true),
            (u64::MAX, 1, u64::MAX, true),
        ] {
            let usage = Usage { used, limit };
            assert_eq!((usage.percent(), usage.is_near_limit()), (percent, is_near), "{usage}");
        }
    }
}
