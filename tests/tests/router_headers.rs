//! Every clause of the table, held by the reference model. What a clause says
//! stands at its function in `router_cases`.

use ferroute_tests::for_each_clause;
use ferroute_tests::router_bench::{Model, check};

/// A module of tests for each module of the table.
macro_rules! held_by_the_model {
    ($($module:ident { $($clause:ident,)* })*) => {
        $(
            mod $module {
                use super::*;
                $(
                    #[test]
                    fn $clause() {
                        let name = concat!(stringify!($module), "::", stringify!($clause));
                        check(&mut Model::default(), name, &ferroute_tests::router_cases::$module::$clause());
                    }
                )*
            }
        )*
    };
}

for_each_clause!(held_by_the_model);
