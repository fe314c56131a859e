//! `ges-node completions SHELL`.

use clap::CommandFactory;
use clap_complete::Shell;

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// เชลล์ · Shell
    shell: Shell,
}

pub(super) fn run<C: CommandFactory>(args: &Args) {
    clap_complete::generate(args.shell, &mut C::command(), "ges-node", &mut std::io::stdout());
}
