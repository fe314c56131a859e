//! The command `ges-node`.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // Before anything else: a worker has no thread but its own when it locks itself in.
    ges_node::reading::as_worker().unwrap_or_else(ges_node::cli::main)
}
