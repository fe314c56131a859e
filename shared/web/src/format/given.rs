//! Templates hand over values and references alike; functions that take small values accept both.

use jiff::Timestamp;
use rust_decimal::Decimal;

/// A small value given by value or behind references, as templates happen to have it.
pub trait Given<T> {
    /// The value itself.
    fn given(self) -> T;
}

macro_rules! given {
    ($($kind:ty),* $(,)?) => {$(
        impl Given<$kind> for $kind {
            fn given(self) -> $kind {
                self
            }
        }
        impl Given<$kind> for &$kind {
            fn given(self) -> $kind {
                *self
            }
        }
        impl Given<$kind> for &&$kind {
            fn given(self) -> $kind {
                **self
            }
        }
        impl Given<$kind> for &&&$kind {
            fn given(self) -> $kind {
                ***self
            }
        }
    )*};
}

given!(Decimal, Option<Decimal>, Timestamp, u8, u64, Option<u64>, crate::ui::Tone, crate::ui::WorkStatus);
