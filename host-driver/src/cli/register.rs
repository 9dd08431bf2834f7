//! `ferroute register`

use clap::Subcommand;
use ferroute_host::bus::address_name;
use ferroute_host::register::{self, RegisterValue};
use serde::Serialize;

use super::error::CommandError;
use super::session::Session;
use super::table::table;

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show registers with their fields: all, or the one named
    Show { name: Option<String> },
    /// Read words at ascending addresses, of any region
    #[command(after_help = "Example:\n  ferroute register read 0x100000 16")]
    Read {
        /// A number or a register's name
        address: String,
        #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1 << 24))]
        count: u32,
    },
    /// Write words at ascending addresses, of any region
    #[command(after_help = "Example:\n  ferroute register write SCRATCH 0xdeadbeef")]
    Write {
        /// A number or a register's name
        address: String,
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
    },
}

#[derive(Serialize)]
struct Words {
    address: u32,
    words: Vec<u32>,
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show { name: None }) {
            Command::Show { name } => {
                let values = register::show(&mut session.device, name.as_deref())?;
                session.output.show(&values, |values| text(values))
            }
            Command::Read { address, count } => {
                let address = register::parse_address(&address)?;
                let words = register::read(&mut session.device, address, count as usize)?;
                session.output.show(&Words { address, words }, words_text)
            }
            Command::Write { address, words } => {
                let address = register::parse_address(&address)?;
                let words: Vec<u32> =
                    words.iter().map(|word| register::parse_word(word)).collect::<Result<_, _>>()?;
                Ok(register::write(&mut session.device, address, &words)?)
            }
        }
    }
}

fn text(values: &[RegisterValue]) -> String {
    let rows = values.iter().map(|RegisterValue { register, word }| {
        let fields: Vec<String> =
            register.fields.iter().map(|field| format!("{}={}", field.name, field.get(*word))).collect();
        vec![
            format!("{:#04x}", register.address),
            register.name.to_owned(),
            register.access.name().to_owned(),
            format!("{word:#010x}"),
            fields.join(" "),
        ]
    });
    table(&["address", "register", "access", "word", "fields"], 5, rows)
}

fn words_text(words: &Words) -> String {
    let lines = words.words.iter().zip(words.address..).map(|(word, address)| {
        format!("{address:#08x} {word:#010x} {}", address_name(address))
    });
    lines.collect::<Vec<_>>().join("\n")
}
