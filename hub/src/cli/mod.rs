//! The command line. Exit codes: 0 done, 1 refused or invalid input, 2 wrong usage, 3 unavailable, 4 not verified.

mod accounts;
mod agency;
mod backup;
mod config;
mod context;
mod doctor;
mod init;
mod rebuild;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use context::{CliError, Context, Exit, Language};

const EXITS: &str =
    "Exit codes: 0 done · 1 refused or invalid input · 2 wrong usage · 3 unavailable · 4 verification failed";

/// The central hub: pulls from all agencies, verifies and shows.
#[derive(Debug, Parser)]
#[command(name = "ges-hub", version, about = "ส่วนกลาง · The central hub", after_help = EXITS)]
struct Cli {
    /// โฟลเดอร์ข้อมูล · Data folder
    #[arg(long, global = true, env = "GES_HUB_DIR", default_value = ".")]
    dir: PathBuf,
    /// ภาษา · Language of messages; Thai when LANG says so
    #[arg(long, global = true)]
    lang: Option<Language>,
    /// ผลเป็น JSON · Prints data as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// ตั้งส่วนกลางใหม่ · Make a new hub
    Init(init::Args),
    /// หน่วยงาน · Agencies
    #[command(subcommand)]
    Agency(agency::Command),
    /// เปิดให้บริการ · Serve pages and enrolment, and pull every agency
    Serve(serve::Args),
    /// ตรวจพิสูจน์ทุกอย่างโดยไม่ต้องต่อเครือข่าย · Verify everything offline
    Verify(verify::Args),
    /// ตรวจสภาพเครื่อง · Check settings, store, keys, ports, links
    Doctor,
    /// สร้างตารางใหม่จากสมุดบันทึก · Make the tables anew from the journals
    Rebuild,
    /// สำรองฐานข้อมูล · Back up the database
    Backup(backup::Args),
    /// การตั้งค่า · Settings
    #[command(subcommand)]
    Config(config::Command),
    /// ผู้ใช้ · People
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// โทเคนของระบบ · API tokens
    #[command(subcommand)]
    Token(accounts::TokenCommand),
    /// คำสั่งเติมอัตโนมัติของเชลล์ · Shell completions
    Completions {
        /// เชลล์ · Shell
        shell: clap_complete::Shell,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = Context::new(cli.dir, cli.lang, cli.json);
    let done = match cli.command {
        Command::Init(args) => init::run(&context, args),
        Command::Agency(command) => agency::run(&context, command),
        Command::Serve(args) => serve::run(&context, &args),
        Command::Verify(args) => verify::run(&context, &args),
        Command::Doctor => doctor::run(&context),
        Command::Rebuild => rebuild::run(&context),
        Command::Backup(args) => backup::run(&context, &args),
        Command::Config(config::Command::Check) => config::check(&context),
        Command::User(command) => accounts::user(&context, command),
        Command::Token(command) => accounts::token(&context, command),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "ges-hub", &mut std::io::stdout());
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => context.failed(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
