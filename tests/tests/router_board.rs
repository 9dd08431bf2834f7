//! Every clause of the table, held by a simulated board.

use ferroute_tests::for_each_clause;
use ferroute_tests::router_bench::check;
use ferroute_tests::router_board::RouterBoard;
use ferroute_tests::router_traffic::compare;

/// A test for each module of the table, with one board for all its clauses.
macro_rules! held_by_the_board {
    ($($module:ident { $($clause:ident,)* })*) => {
        $(
            #[test]
            fn $module() {
                let Some(mut board) = RouterBoard::open(concat!("router_", stringify!($module))) else { return };
                $(
                    let name = concat!(stringify!($module), "::", stringify!($clause));
                    check(&mut board, name, &ferroute_tests::router_cases::$module::$clause());
                )*
            }
        )*
    };
}

for_each_clause!(held_by_the_board);

/// Random routers, each with random traffic that meets every rule.
#[test]
fn random_traffic_of_random_routers() {
    let Some(mut board) = RouterBoard::open("router_random") else { return };
    for seed in 0..4 {
        compare(&mut board, seed, 150);
    }
}
