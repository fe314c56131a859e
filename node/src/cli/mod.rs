//! The command line. Exit codes: 0 done, 1 refused or invalid input, 2 wrong usage, 3 unavailable, 4 not verified.

mod accounts;
mod attest;
mod backup;
mod cio;
mod completions;
mod config;
mod context;
mod doctor;
mod enrol;
mod erase;
mod examples;
mod feed;
mod import;
mod init;
mod mail;
mod rebuild;
mod restore;
mod result;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use context::{CliError, Context, Exit, Language};

const EXITS: &str =
    "Exit codes: 0 done · 1 refused or invalid input · 2 wrong usage · 3 unavailable · 4 verification failed";

/// An agency's node: its indicators, documents and journal.
#[derive(Debug, Parser)]
#[command(name = "ges-node", version, about = "เครื่องของหน่วยงาน · An agency's node", after_help = EXITS)]
struct Cli {
    /// โฟลเดอร์ข้อมูล · Data folder
    #[arg(long, global = true, env = "GES_NODE_DIR", default_value = ".")]
    dir: PathBuf,
    /// ภาษา · Language of messages; Thai when LANG says so
    #[arg(long, global = true, env = "GES_NODE_LANG")]
    lang: Option<Language>,
    /// ผลเป็น JSON · Prints data as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// ตั้งเครื่องใหม่ · Make a new node
    Init(init::Args),
    /// เชื่อมกับส่วนกลาง · Enrol with a hub
    Enrol(enrol::Args),
    /// เปิดให้บริการ · Serve pages, REST and the exchange
    Serve(serve::Args),
    /// นำเข้าไฟล์ · Import a file
    #[command(subcommand)]
    Import(import::Command),
    /// ผลตัวชี้วัด · Results
    #[command(subcommand)]
    Result(result::Command),
    /// แหล่งข้อมูลของหน่วยงาน · Feeds from the agency's own databases and files
    #[command(subcommand)]
    Feed(feed::Command),
    /// รับรองผลของรอบ · Attest a round
    Attest(attest::Args),
    /// กุญแจผู้รับรอง · Keys of the CIO
    #[command(subcommand)]
    Cio(cio::Command),
    /// ลบเนื้อหาตามคำสั่ง · Erase a body by order
    Erase(erase::Args),
    /// ตรวจเกณฑ์ด้วยแฟ้มตัวอย่างคำนวณ · Run a worked-examples file against the rules
    Examples(examples::Args),
    /// ตรวจพิสูจน์ · Verify everything offline
    Verify(verify::Args),
    /// ตรวจสภาพเครื่อง · Check paths, ports, clock, certificate, hub
    Doctor(doctor::Args),
    /// สร้างตารางใหม่จากสมุดบันทึก · Make the tables anew from the journals
    Rebuild,
    /// สำรองข้อมูล · Back up the database
    Backup(backup::Args),
    /// กู้คืนจากสำรอง · Go on from a backup under a new epoch
    Restore(restore::Args),
    /// การตั้งค่า · Settings
    #[command(subcommand)]
    Config(config::Command),
    /// ผู้ใช้ · People
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// โทเคนของระบบ · API tokens
    #[command(subcommand)]
    Token(accounts::TokenCommand),
    /// เมลแจ้งเตือน · Mail to people
    #[command(subcommand)]
    Mail(mail::Command),
    /// คำสั่งเติมอัตโนมัติของเชลล์ · Shell completions
    Completions(completions::Args),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = Context::new(cli.dir, cli.lang, cli.json);
    let done = match cli.command {
        Command::Init(args) => init::run(&context, args),
        Command::Enrol(args) => enrol::run(&context, args),
        Command::Serve(args) => serve::run(&context, &args),
        Command::Import(command) => import::run(&context, command),
        Command::Result(command) => result::run(&context, command),
        Command::Feed(command) => feed::run(&context, command),
        Command::Attest(args) => attest::run(&context, args),
        Command::Cio(command) => cio::run(&context, command),
        Command::Erase(args) => erase::run(&context, args),
        Command::Examples(args) => examples::run(&context, &args),
        Command::Verify(args) => verify::run(&context, args),
        Command::Doctor(args) => doctor::run(&context, &args),
        Command::Rebuild => rebuild::run(&context),
        Command::Backup(args) => backup::run(&context, &args),
        Command::Restore(args) => restore::run(&context, &args),
        Command::Config(command) => config::run(&context, &command),
        Command::User(command) => accounts::user(&context, command),
        Command::Token(command) => accounts::token(&context, command),
        Command::Mail(command) => mail::run(&context, &command),
        Command::Completions(args) => {
            completions::run::<Cli>(&args);
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
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_token_that_begins_with_a_hyphen_is_a_token() {
        let line = ["ges-node", "enrol", "--hub", "127.0.0.1:8401", "--ca", "ca.pem", "--token", "-a3"];
        assert!(Cli::try_parse_from(line).is_ok());
    }
}
