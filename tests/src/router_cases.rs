//! # Frames to the router and what the standards say must become of them
//! A function a clause; `for_each_clause` names them all, so that every test
//! of the table, of the model or of a board, is a test of all of it.

pub mod bridged;
pub mod interfaces;
pub mod ipv4_addresses;
pub mod ipv4_header;
pub mod ipv4_options;
pub mod ipv6_addresses;
pub mod ipv6_extensions;
pub mod ipv6_header;
pub mod next_hops;
pub mod reverse_path;
pub mod traps;

use crate::packets::{Ipv4, Ipv6};

/// Hands the name of every clause to a macro, by module.
#[macro_export]
macro_rules! for_each_clause {
    ($do:ident) => {
        $do! {
            ipv4_header {
                version, header_length, total_length, checksum, checksum_update, ttl, unchanged_fields,
                fragments, mtu,
            }
            ipv4_options {
                router_alert, source_routes, other_options,
            }
            ipv4_addresses {
                martian_sources, martian_destinations, broadcasts, link_local, to_itself, classes,
            }
            ipv6_header {
                version_and_lengths, hop_limit, unchanged_fields, mtu, jumbograms,
            }
            ipv6_extensions {
                hop_by_hop, forwarded_untouched, unknown_headers, fragments, cut_short,
            }
            ipv6_addresses {
                martian_sources, martian_destinations, link_local_scope, unique_local_and_others, to_itself,
                classes,
            }
            next_hops {
                longest_prefix, default_routes, no_route, kinds, groups, redirects, order_of_rules,
                egress_ports,
            }
            reverse_path {
                loose, strict, link_local_sources,
            }
            interfaces {
                tags, families, source_addresses, padding,
            }
            bridged {
                frames_to_others, address_resolution, group_membership, link_local_groups, dhcp,
                to_the_host_alone, reserved_addresses,
            }
            traps {
                actions, host_copies, cpu_port_not_in_forward,
            }
        }
    };
}

/// From a host behind interface `A`.
fn v4(destination: &str) -> Ipv4 {
    Ipv4::new("10.9.0.9", destination)
}

/// Likewise.
fn v6(destination: &str) -> Ipv6 {
    Ipv6::new("2001:db8:9::9", destination)
}
