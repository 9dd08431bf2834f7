//! Who may import whom (ARCHITECTURE.md, "Crates").

use std::collections::BTreeSet;

use cargo_metadata::MetadataCommand;

/// Importer and what it imports, of this workspace's packages.
const ALLOWED: &[(&str, &str)] = &[
    ("ferroute-hdl", "ferroute-regmap"),
    ("ferroute-host", "ferroute-regmap"),
    ("ferroute-sim", "ferroute-regmap"),
    ("ferroute-sim", "ferroute-hdl"),
    ("ferroute-sim", "ferroute-host"),
    ("ferroute-bitstreams", "ferroute-hdl"),
    ("ferroute-tests", "ferroute-regmap"),
    ("ferroute-tests", "ferroute-host"),
    ("ferroute-tests", "ferroute-sim"),
    ("xtask", "ferroute-bitstreams"),
];

#[test]
fn no_package_imports_what_it_must_not() {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata");
    let members: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let mut edges = BTreeSet::new();
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            if members.contains(dependency.name.as_str()) {
                edges.insert((package.name.as_str(), dependency.name.as_str()));
            }
        }
    }
    let allowed: BTreeSet<(&str, &str)> = ALLOWED.iter().copied().collect();
    let forbidden: Vec<_> = edges.difference(&allowed).collect();
    assert!(forbidden.is_empty(), "forbidden imports: {forbidden:?}");
    let unused: Vec<_> = allowed.difference(&edges).collect();
    assert!(unused.is_empty(), "allowed but not made: {unused:?}");
}

#[test]
fn the_contract_needs_nothing() {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata");
    let contract = metadata.packages.iter().find(|package| package.name.as_str() == "ferroute-regmap");
    let dependencies = &contract.expect("the contract is a member").dependencies;
    assert!(dependencies.is_empty(), "{:?}", dependencies.iter().map(|one| &one.name).collect::<Vec<_>>());
}
