//! Async clients for blocking callers, under one time limit.

use crate::error::FeedError;
use crate::limits::Limits;

/// Runs `work` to its end or to the time limit, on a thread and a runtime of its own: the caller may be on a worker of
/// another runtime, where blocking on a second one panics. A panic of a driver is an error here.
pub(super) fn run<T: Send, W: Future<Output = Result<T, FeedError>>>(
    limits: &Limits,
    place: &str,
    work: impl FnOnce() -> W + Send,
) -> Result<T, FeedError> {
    let failed = |detail: String| FeedError::Unreachable { place: place.to_owned(), detail };
    let ran = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                let mut builder = tokio::runtime::Builder::new_current_thread();
                let runtime = builder.enable_all().build().map_err(|cause| failed(cause.to_string()))?;
                let ended = runtime.block_on(async { tokio::time::timeout(limits.time(), work()).await });
                // A name that is still being looked up is not waited for.
                runtime.shutdown_background();
                ended.unwrap_or(Err(FeedError::TooSlow { seconds: limits.seconds.max(1) }))
            })
            .join()
    });
    ran.unwrap_or_else(|_| Err(failed("the client stopped unexpectedly".to_owned())))
}
