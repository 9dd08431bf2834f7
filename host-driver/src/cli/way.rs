//! What a route leads to, in the words of iproute2.

use std::net::IpAddr;

use ferroute_host::fib::{Family, Prefix};
use ferroute_host::mac_address::{MacAddress, MacAddressError};
use ferroute_host::router::record::{HopRecord, Kind, WayRecord};

use super::error::CommandError;
use super::keywords::{Keywords, number, once, unknown};

/// Words for a route's way.
pub const WAY: &str = "[via [inet|inet6] ADDRESS] [lladdr MAC] [dev INTERFACE] [nhid ID] [nexthop ... [weight N]]...";
const EXPECTED: &str = "via, lladdr, dev, nhid or nexthop";
const EXPECTED_IN_GROUP: &str = "via, lladdr, dev, nhid, weight or nexthop";

/// A route as a command names it.
pub struct RouteWords {
    pub prefix: Prefix,
    pub way: WayRecord,
}

/// The type that a word names.
pub fn kind(word: &str) -> Option<Kind> {
    [Kind::Unicast, Kind::Local, Kind::Blackhole, Kind::Unreachable, Kind::Trap].into_iter().find(|kind| kind.name() == word)
}

/// `[TYPE] PREFIX WAY`.
pub fn route(words: &[String]) -> Result<RouteWords, CommandError> {
    let missing = || CommandError::Usage("the route's prefix is missing".into());
    let mut keywords = Keywords::new(words);
    let mut first = keywords.next().ok_or_else(missing)?;
    let mut way = WayRecord::default();
    if let Some(kind) = kind(first) {
        way.kind = kind;
        first = keywords.next().ok_or_else(missing)?;
    }
    let mut family = None;
    read_way(&mut keywords, &mut way, &mut family)?;
    let prefix = prefix(first, family.unwrap_or(Family::Ipv4))?;
    Ok(RouteWords { prefix, way })
}

/// A prefix, `default` being that of a family.
pub fn prefix(word: &str, family: Family) -> Result<Prefix, CommandError> {
    match word {
        "default" => Ok(Prefix::default_of(family)),
        word => word.parse().map_err(|error: ferroute_host::fib::PrefixError| CommandError::Usage(error.to_string())),
    }
}

/// `TYPE` or next hops, to the end of the words.
pub fn object_way(keywords: &mut Keywords<'_>) -> Result<WayRecord, CommandError> {
    let mut way = WayRecord::default();
    read_way(keywords, &mut way, &mut None)?;
    Ok(way)
}

/// An IP address.
pub fn address(word: &str) -> Result<IpAddr, CommandError> {
    word.parse().map_err(|_| CommandError::Usage(format!("\"{word}\" is no IP address")))
}

/// A MAC address.
pub fn mac(word: &str) -> Result<MacAddress, CommandError> {
    word.parse().map_err(|error: MacAddressError| CommandError::Usage(error.to_string()))
}

/// Reads a way; `family` becomes that of the gateways that are named without one.
fn read_way(
    keywords: &mut Keywords<'_>, way: &mut WayRecord, family: &mut Option<Family>,
) -> Result<(), CommandError> {
    while let Some(word) = keywords.next() {
        if word == "nexthop" {
            way.nexthops.push(HopRecord::default());
            continue;
        }
        if let Some(kind) = kind(word).filter(|_| way.kind == Kind::Unicast && way.hop == HopRecord::default()) {
            way.kind = kind;
            continue;
        }
        let is_in_group = !way.nexthops.is_empty();
        let hop = way.nexthops.last_mut().unwrap_or(&mut way.hop);
        match word {
            "via" => once(&mut hop.via, word, gateway(keywords, family)?)?,
            "lladdr" => once(&mut hop.lladdr, word, mac(keywords.value(word)?)?)?,
            "dev" => once(&mut hop.dev, word, keywords.value(word)?.to_owned())?,
            "nhid" => once(&mut hop.nhid, word, number(keywords.value(word)?, 1..=u32::MAX, "nhid", "")?)?,
            "weight" if is_in_group => {
                once(&mut hop.weight, word, number(keywords.value(word)?, 1..=256, "weight", "")? as u16)?;
            }
            other => return Err(unknown(other, if is_in_group { EXPECTED_IN_GROUP } else { EXPECTED })),
        }
    }
    Ok(())
}

/// `[inet|inet6] ADDRESS`; with the family it is named, as a gateway of the
/// other family than the route's is (RFC 8950).
fn gateway(keywords: &mut Keywords<'_>, family: &mut Option<Family>) -> Result<IpAddr, CommandError> {
    let word = keywords.value("via")?;
    let named = match word {
        "inet" => Family::Ipv4,
        "inet6" => Family::Ipv6,
        word => {
            let address = address(word)?;
            *family = Some(Family::of(address));
            return Ok(address);
        }
    };
    let address = address(keywords.value(word)?)?;
    match Family::of(address) == named {
        true => Ok(address),
        false => Err(CommandError::Usage(format!("{address} is no {named} address"))),
    }
}
