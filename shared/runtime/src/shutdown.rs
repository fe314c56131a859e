//! One token that everything long-lived listens to, cancelled when the operator asks the process to end.

use tokio_util::sync::CancellationToken;

/// Cancelled once the process should finish what it is doing and end.
pub type Token = CancellationToken;

/// A token cancelled by Ctrl-C, and on Unix by `SIGTERM` (what systemd and containers send).
///
/// Call it inside the runtime. After the first signal, a second one ends the process as the
/// system does by default, so that an operator is never stuck with a drain that hangs.
pub fn on_signal() -> Token {
    let token = Token::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        wait().await;
        tracing::info!("asked to end: finishing what is under way");
        cancel.cancel();
        wait().await;
        tracing::warn!("asked again: ending at once");
        std::process::exit(130);
    });
    token
}

#[cfg(unix)]
async fn wait() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                () = interrupt() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be watched; Ctrl-C still works");
            interrupt().await;
        }
    }
}

#[cfg(not(unix))]
async fn wait() {
    interrupt().await;
}

async fn interrupt() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "Ctrl-C cannot be watched");
        std::future::pending::<()>().await;
    }
}
