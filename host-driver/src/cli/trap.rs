//! `ferroute trap`

use clap::Subcommand;
use ferroute_host::trap::{self, PolicerReport, TrapChange};
use ferroute_regmap::size::{CORE_CLOCK_HERTZ, POLICER_UNIT_CLOCKS, POLICERS};

use super::error::CommandError;
use super::keywords::{Keywords, number, once, switch, unknown};
use super::session::Session;
use super::table::{on_off, table};

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show every trap
    Show,
    /// Send a class of frames to the CPU port, or drop it
    ///
    /// on and off are short for action trap and action drop, except for
    /// link_local, where they say whether reserved destinations are looked at
    /// at all.
    #[command(
        override_usage = "ferroute trap set TRAP [on|off] [action trap|drop] [policer N|none]",
        after_help = "Examples:\n  ferroute trap set link_local on\n  ferroute trap set arp policer 3"
    )]
    Set {
        trap: String,
        #[arg(value_name = "[on|off] [action trap|drop] [policer N|none]")]
        words: Vec<String>,
    },
    /// Policers: how many frames of the traps that share one go to the CPU port
    Policer(PolicerArguments),
}

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
struct PolicerArguments {
    #[command(subcommand)]
    command: Option<PolicerCommand>,
}

#[derive(Subcommand)]
enum PolicerCommand {
    /// Show policers: all, or the one given
    Show { policer: Option<String> },
    /// Set how many frames a second pass, and how many at once
    #[command(
        override_usage = "ferroute trap policer set N rate FRAMES_A_SECOND burst FRAMES",
        after_help = "Example:\n  ferroute trap policer set 3 rate 1000 burst 64"
    )]
    Set {
        policer: String,
        #[arg(value_name = "rate FRAMES_A_SECOND burst FRAMES")]
        words: Vec<String>,
    },
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show) {
            Command::Show => {
                let traps = trap::show(&mut session.device)?;
                session.output.show(&traps, |traps| {
                    let rows = traps.iter().map(|trap| {
                        let policer = trap.policer.map_or_else(|| "-".to_owned(), |policer| policer.to_string());
                        let [name, action, meaning] = [trap.trap, trap.action, trap.meaning].map(str::to_owned);
                        vec![name, on_off(trap.enabled), action, policer, meaning]
                    });
                    table(&["trap", "state", "action", "policer", "meaning"], 5, rows)
                })
            }
            Command::Set { trap, words } => Ok(trap::set(&mut session.device, &trap, change(&words)?)?),
            Command::Policer(arguments) => arguments.run(session),
        }
    }
}

impl PolicerArguments {
    fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(PolicerCommand::Show { policer: None }) {
            PolicerCommand::Show { policer } => {
                let wanted = policer.as_deref().map(policer_number).transpose()?;
                let mut policers = trap::show_policers(&mut session.device)?;
                policers.retain(|report| wanted.is_none_or(|wanted| wanted == report.policer));
                session.output.show(&policers, |policers| text(policers))
            }
            PolicerCommand::Set { policer, words } => {
                let policer = policer_number(&policer)?;
                let (mut rate, mut burst) = (None, None);
                let mut keywords = Keywords::new(&words);
                while let Some(word) = keywords.next() {
                    match word {
                        "rate" => {
                            let most = (CORE_CLOCK_HERTZ / POLICER_UNIT_CLOCKS) as u32;
                            once(&mut rate, word, number(keywords.value(word)?, 1..=most, "rate", " frames a second")?)?;
                        }
                        "burst" => once(&mut burst, word, number(keywords.value(word)?, 1..=4095, "burst", " frames")?)?,
                        other => return Err(unknown(other, "rate or burst")),
                    }
                }
                let (Some(rate), Some(burst)) = (rate, burst) else {
                    return Err(CommandError::Usage("give \"rate FRAMES_A_SECOND burst FRAMES\"".into()));
                };
                Ok(trap::set_policer(&mut session.device, policer, rate, burst)?)
            }
        }
    }
}

fn change(words: &[String]) -> Result<TrapChange, CommandError> {
    let mut change = TrapChange::default();
    let mut keywords = Keywords::new(words);
    while let Some(word) = keywords.next() {
        match word {
            "on" | "off" => once(&mut change.enabled, word, switch(word)?)?,
            "action" => {
                let drop = match keywords.value(word)? {
                    "trap" => false,
                    "drop" => true,
                    other => return Err(CommandError::Usage(format!("\"{other}\" is neither \"trap\" nor \"drop\""))),
                };
                once(&mut change.drop, word, drop)?;
            }
            "policer" => {
                let policer = match keywords.value(word)? {
                    "none" => 0,
                    digits => policer_number(digits).map_err(|_| {
                        CommandError::Usage(format!("no policer \"{digits}\"; 1 to {} and none are possible", POLICERS - 1))
                    })?,
                };
                once(&mut change.policer, word, policer)?;
            }
            other => return Err(unknown(other, "on, off, action or policer")),
        }
    }
    if change.enabled.is_some() && change.drop.is_some() {
        return Err(CommandError::Usage("give either on or off, or an action".into()));
    }
    match change == TrapChange::default() {
        true => Err(CommandError::Usage("nothing to set; give on, off, action or policer".into())),
        false => Ok(change),
    }
}

fn policer_number(digits: &str) -> Result<u8, CommandError> {
    let number = digits.parse().ok().filter(|number| (1..POLICERS).contains(&usize::from(*number)));
    number.ok_or_else(|| CommandError::Usage(format!("no policer \"{digits}\"; 1 to {} are possible", POLICERS - 1)))
}

fn text(policers: &[PolicerReport]) -> String {
    let rows = policers.iter().map(|report| {
        let traps = if report.traps.is_empty() { "-".to_owned() } else { report.traps.join(",") };
        let rate = format!("{:.3}", report.rate);
        vec![report.policer.to_string(), traps, rate, report.burst.to_string(), report.dropped.to_string()]
    });
    table(&["policer", "traps", "rate", "burst", "dropped"], 2, rows)
}
