//! Routes for people and programs.

use ferroute_host::fib::{self, Family, Prefix};
use ferroute_host::router::record::{HopRecord, Kind, RouteReport};
use ferroute_host::router::{Origin, RouteState, Router};
use ferroute_regmap::size::{BUCKETS, INTERFACES, NEXT_HOPS};
use serde::Serialize;

use super::is_meant;
use crate::cli::error::CommandError;
use crate::cli::keywords::{Keywords, once};
use crate::cli::session::Session;
use crate::cli::table::{pairs, table};
use crate::cli::way;

/// Which routes are meant.
#[derive(Default)]
pub struct Selector {
    prefix: Option<Prefix>,
    dev: Option<String>,
    kind: Option<Kind>,
    state: Option<&'static str>,
    all: Option<()>,
}

impl Selector {
    pub fn parse(words: &[String]) -> Result<Self, CommandError> {
        let mut selector = Self::default();
        let mut keywords = Keywords::new(words);
        while let Some(word) = keywords.next() {
            match word {
                "dev" => once(&mut selector.dev, word, keywords.value(word)?.to_owned())?,
                "type" => {
                    let name = keywords.value(word)?;
                    let kind = way::kind(name).ok_or_else(|| CommandError::Usage(format!("\"{name}\" is no type of routes")))?;
                    once(&mut selector.kind, word, kind)?;
                }
                "installed" => once(&mut selector.state, word, "installed")?,
                "incomplete" => once(&mut selector.state, word, "incomplete")?,
                "refused" => once(&mut selector.state, word, "refused")?,
                "all" => once(&mut selector.all, word, ())?,
                prefix => once(&mut selector.prefix, "PREFIX", way::prefix(prefix, Family::Ipv4)?)?,
            }
        }
        Ok(selector)
    }

    /// The routes that match, with those of neighbours only where all are meant.
    pub fn reports(&self, session: &mut Session) -> Result<Vec<RouteReport>, CommandError> {
        let port_count = session.port_count();
        if let Some(name) = &self.dev {
            session.interface(name)?;
        }
        let router = session.router()?;
        let wanted = router.routes().iter().filter(|(_, route)| self.all.is_some() || route.origin == Origin::Static);
        let reports = wanted.filter_map(|(prefix, _)| router.report(prefix, port_count));
        Ok(reports.filter(|report| self.matches(report)).collect())
    }

    fn matches(&self, report: &RouteReport) -> bool {
        let way = &report.record.way;
        let leads = |hop: &HopRecord| hop.dev == self.dev;
        is_meant(report, self.prefix)
            && (self.dev.is_none() || leads(&way.hop) || way.nexthops.iter().any(leads))
            && self.kind.is_none_or(|kind| kind == way.kind)
            && self.state.is_none_or(|state| state == report.state)
    }
}

pub fn text(reports: &[RouteReport]) -> String {
    let rows = reports.iter().map(|report| {
        let state = match report.refused_below {
            0 => report.state.to_owned(),
            below => format!("{} ({below} refused below)", report.state),
        };
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        vec![
            report.record.prefix.to_string(),
            report.record.way.to_string(),
            state,
            or_dash(report.table.map(str::to_owned)),
            or_dash(report.index.map(|index| index.to_string())),
            or_dash(report.next_hop.map(|next_hop| next_hop.to_string())),
        ]
    });
    table(&["prefix", "way", "state", "table", "index", "next hop"], 4, rows)
}

/// How full the tables are.
#[derive(Serialize)]
pub struct Usage {
    ipv4_pool: fib::Usage,
    ipv6_pool: fib::Usage,
    wide: fib::Usage,
    next_hops: Fill,
    buckets: Fill,
    interfaces: Fill,
    routes: Routes,
}

#[derive(Serialize)]
struct Fill {
    used: usize,
    size: usize,
}

#[derive(Serialize)]
struct Routes {
    installed: usize,
    incomplete: usize,
    refused: usize,
}

impl Usage {
    pub fn new(router: &Router) -> Self {
        let [ipv4_pool, ipv6_pool, wide] = router.fib().usage();
        let mut routes = Routes { installed: 0, incomplete: 0, refused: 0 };
        for (_, route) in router.routes().iter() {
            match route.state {
                RouteState::Refused => routes.refused += 1,
                RouteState::Installed { refused_below: 0, .. } => routes.installed += 1,
                RouteState::Installed { .. } => routes.incomplete += 1,
            }
        }
        Self {
            ipv4_pool,
            ipv6_pool,
            wide,
            next_hops: Fill { used: router.next_hops().used().count(), size: NEXT_HOPS },
            buckets: Fill { used: router.next_hops().used_buckets(), size: BUCKETS },
            interfaces: Fill { used: router.interfaces().iter().count(), size: INTERFACES },
            routes,
        }
    }

    pub fn text(&self) -> String {
        let pool = |usage: &fib::Usage| {
            let lengths: Vec<String> = usage.lengths.iter().map(|length| format!("/{length}")).collect();
            format!(
                "{} of {} entries, {} of {} lengths{}{}",
                usage.used, usage.size, lengths.len(), usage.length_slots,
                if lengths.is_empty() { "" } else { ": " }, lengths.join(" ")
            )
        };
        let fill = |fill: &Fill| format!("{} of {}", fill.used, fill.size);
        let Routes { installed, incomplete, refused } = self.routes;
        pairs([
            ("IPv4 pool", pool(&self.ipv4_pool)),
            ("IPv6 pool", pool(&self.ipv6_pool)),
            ("wide table", pool(&self.wide)),
            ("next hops", fill(&self.next_hops)),
            ("buckets", fill(&self.buckets)),
            ("interfaces", fill(&self.interfaces)),
            ("routes", format!("{installed} installed, {incomplete} incomplete, {refused} refused")),
        ])
    }
}
