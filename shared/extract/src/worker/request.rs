//! What a worker is asked, as its one argument: `text/MEMORY/CPU/INPUT/OUTPUT` or `image:PAGE:WIDTH/…`.

use std::fmt;
use std::str::FromStr;

use crate::Limits;

/// What is wanted of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// The text of all pages.
    Text,
    /// One page as PNG.
    Image {
        /// Counted from 1.
        page: u32,
        /// Pixels; at most [`MAX_IMAGE_WIDTH`](crate::limits::MAX_IMAGE_WIDTH), more counts as that.
        width: u16,
    },
}

/// A request with the limits the worker sets itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) request: Request,
    pub(super) memory_mib: u32,
    pub(super) cpu_seconds: u32,
    pub(super) input_bytes: u64,
    pub(super) output_bytes: u32,
}

impl Order {
    pub(super) fn new(request: Request, limits: Limits) -> Self {
        let Limits { memory_mib, cpu_seconds, input_bytes, output_bytes, .. } = limits;
        Self { request, memory_mib, cpu_seconds, input_bytes, output_bytes }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.request {
            Request::Text => write!(f, "text")?,
            Request::Image { page, width } => write!(f, "image:{page}:{width}")?,
        }
        write!(f, "/{}/{}/{}/{}", self.memory_mib, self.cpu_seconds, self.input_bytes, self.output_bytes)
    }
}

impl FromStr for Order {
    type Err = ();

    fn from_str(said: &str) -> Result<Self, ()> {
        let mut parts = said.split('/');
        let request = parts.next().ok_or(())?;
        let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok()).ok_or(());
        let order = Self {
            request: request.parse()?,
            memory_mib: number()?.try_into().map_err(drop)?,
            cpu_seconds: number()?.try_into().map_err(drop)?,
            input_bytes: number()?,
            output_bytes: number()?.try_into().map_err(drop)?,
        };
        if parts.next().is_none() { Ok(order) } else { Err(()) }
    }
}

impl FromStr for Request {
    type Err = ();

    fn from_str(said: &str) -> Result<Self, ()> {
        if said == "text" {
            return Ok(Self::Text);
        }
        let (page, width) = said.strip_prefix("image:").and_then(|rest| rest.split_once(':')).ok_or(())?;
        Ok(Self::Image { page: page.parse().map_err(drop)?, width: width.parse().map_err(drop)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_as_it_is_written() {
        for request in [Request::Text, Request::Image { page: 3, width: 1200 }] {
            let order = Order::new(request, Limits::default());
            assert_eq!(order.to_string().parse(), Ok(order));
        }
        for other in ["", "text", "text/1/2/3", "text/1/2/3/4/5", "image:1/1/2/3/4", "text/-1/2/3/4", "html/1/2/3/4"] {
            assert_eq!(other.parse::<Order>(), Err(()), "{other}");
        }
    }
}
