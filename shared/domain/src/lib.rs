//! The rules of performance agreements: values in, values out; no IO, no clock, no chance.

pub mod access;
pub mod agreement;
pub mod audience;
pub mod calendar;
pub mod criteria;
pub mod framework;
pub mod ids;
pub mod number;
pub mod organisation;
pub mod records;
pub mod result;
pub mod text;
