//! What helps at the command line itself: help in the operator's language, completions for shells, and pages for `man`.

use std::{path::Path, process::ExitCode};

use clap::{Arg, ArgAction, Command, builder::StyledStr};
use clap_complete::Shell;
use openapi::kernel::{catalogue::Language, translation::chinese};

use super::terminal::{Failed, print};

/// The name of the program, as its users type it.
const PROGRAM: &str = "duxue";
/// How help is laid out in Chinese: the headings are the library's own otherwise.
const CHINESE_LAYOUT: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";

/// The command, whose help speaks a language.
pub fn spoken(command: Command, language: Language) -> Command {
    match language {
        Language::English => command,
        Language::Chinese => in_chinese(command),
    }
}

fn in_chinese(command: Command) -> Command {
    let about = command.get_about().map(translated);
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助");
    let command = command.disable_help_flag(true).disable_help_subcommand(true).arg(help);
    let command = match command.get_version() {
        Some(_) => command.disable_version_flag(true).arg(version()),
        None => command,
    };
    let command = command.help_template(CHINESE_LAYOUT).subcommand_help_heading("命令").subcommand_value_name("命令");
    let command = command.mut_args(|argument| {
        let heading = if argument.is_positional() { "参数" } else { "选项" };
        let help = argument.get_help().map(translated);
        match help {
            Some(help) => argument.help_heading(heading).help(help),
            None => argument.help_heading(heading),
        }
    });
    let command = command.mut_subcommands(in_chinese);
    match about {
        Some(about) => command.about(about),
        None => command,
    }
}

fn version() -> Arg {
    Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本")
}

fn translated(english: &StyledStr) -> String {
    chinese(&english.to_string())
}

/// What the help of a command and of those under it says.
pub fn texts(command: &Command) -> Vec<String> {
    let own = command.get_about().into_iter().chain(command.get_arguments().filter_map(Arg::get_help));
    let own: Vec<String> = own.map(ToString::to_string).collect();
    own.into_iter().chain(command.get_subcommands().flat_map(texts)).collect()
}

/// Prints the completions of a shell.
///
/// # Errors
/// When they cannot be written.
pub fn completions(mut command: Command, shell: Shell) -> Result<ExitCode, Failed> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, PROGRAM, &mut script);
    print(String::from_utf8_lossy(&script).trim_end())
}

/// Writes a page for the program and one for each of its commands.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write_pages(command: Command, folder: &Path) -> Result<ExitCode, Failed> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command, folder)?;
    Ok(ExitCode::SUCCESS)
}
