//! One suite for every kind of store: a SQLite file, SQLite in memory, SQLite inline, and PostgreSQL. Each case takes
//! a place of its own and must find the same behaviour there. PostgreSQL runs with the feature `postgres-tests`,
//! which needs `GES_TEST_POSTGRES` (see `tests/postgres.sh` at the root).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod async_callers;
mod bulk;
mod dump;
mod groups;
mod migrations;
mod place;
#[cfg(feature = "postgres-tests")]
mod postgres_only;
mod serializable;
mod snapshots;
mod sqlite_only;
mod statements;
mod transactions;

/// Runs cases in the named kinds of place.
macro_rules! suite {
    ([$($kind:ident),*] $cases:tt) => {
        $( $crate::suite!(@kind $kind $cases); )*
        #[cfg(feature = "postgres-tests")]
        $crate::suite!(@kind postgres $cases);
    };
    (@kind $kind:ident { $($case:ident),* $(,)? }) => {
        mod $kind {
            $(
                #[test]
                fn $case() {
                    super::$case(&crate::place::Place::$kind());
                }
            )*
        }
    };
}
pub(crate) use suite;
