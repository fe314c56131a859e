//! One token that everything long-lived listens to, cancelled when the operator asks the process to end.

use tokio_util::sync::CancellationToken;

/// Cancelled once the process should finish what it is doing and end.
pub type Token = CancellationToken;

/// A token cancelled by Ctrl-C, and on Unix by `SIGTERM` (what systemd and containers send).
///
/// Call it inside the runtime; from its return on no such signal kills the process unprepared.
/// After the first signal a second one ends the process at once with status 130, so that an
/// operator is never stuck with something that does not finish.
pub fn on_signal() -> Token {
    let token = Token::new();
    let cancel = token.clone();
    let mut signals = Signals::listen();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("asked to end: finishing what is under way");
        cancel.cancel();
        signals.next().await;
        tracing::warn!("asked again: ending at once");
        std::process::exit(130);
    });
    token
}

#[cfg(unix)]
struct Signals {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let watch = |kind| match signal(kind) {
            Ok(signal) => Some(signal),
            Err(error) => {
                tracing::warn!(%error, ?kind, "a signal cannot be watched: it ends the process at once");
                None
            }
        };
        Self { interrupt: watch(SignalKind::interrupt()), terminate: watch(SignalKind::terminate()) }
    }

    async fn next(&mut self) {
        async fn received(signal: &mut Option<tokio::signal::unix::Signal>) {
            if let Some(signal) = signal
                && signal.recv().await.is_some()
            {
                return;
            }
            std::future::pending::<()>().await;
        }
        tokio::select! {
            () = received(&mut self.interrupt) => {}
            () = received(&mut self.terminate) => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self
    }

    async fn next(&mut self) {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C cannot be watched");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_to_end_cancels_the_token_and_not_the_process() {
        let token = on_signal();
        assert!(!token.is_cancelled());
        let sent =
            std::process::Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().unwrap();
        assert!(sent.success());
        token.cancelled().await;
    }
}
