//! Groups of next hops, held by the reference model.

use ferroute_tests::router_bench::Model;
use ferroute_tests::router_flows;

macro_rules! held_by_the_model {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                router_flows::$name(&mut Model::default());
            }
        )*
    };
}

held_by_the_model! {
    hash_of_the_contract
    ports_spread_flows
    labels_are_flows
    fragments_stay_together
    a_member_leaves
    the_seed_moves_flows
}
