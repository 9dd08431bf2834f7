//! The captures to replay.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use ferroute_host::port::Port;
use ferroute_sim::capture::{CapturedFrame, Reader};

/// `PORT=VALUE` of a command line.
#[derive(Clone, Debug)]
pub struct OfPort {
    pub port: String,
    pub value: String,
}

impl std::str::FromStr for OfPort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((port, value)) if !port.is_empty() && !value.is_empty() => {
                Ok(Self { port: port.to_owned(), value: value.to_owned() })
            }
            _ => Err("expected PORT=VALUE, such as swp1=VALUE".to_owned()),
        }
    }
}

/// The number of the front-panel port with a name.
pub fn front_panel_port(name: &str, ports: usize) -> anyhow::Result<usize> {
    let port = Port::parse(name, ports as u8)?;
    if port.is_cpu() {
        bail!("\"{name}\" is the port to the host; captures enter at swp1 to swp{ports}");
    }
    Ok(port.index().into())
}

/// A capture, read as far as it is good.
pub struct Input {
    pub port: usize,
    pub path: PathBuf,
    pub frames: Vec<CapturedFrame>,
    /// Frames of which the capture kept only the start.
    pub partial_frames: usize,
    /// Why there are no more frames, where the file is to blame.
    pub fault: Option<String>,
}

/// Reads every capture. A file that cannot be used at all is an error; one that
/// is damaged further on gives the frames before that.
pub fn load(arguments: &[OfPort], ports: usize) -> anyhow::Result<Vec<Input>> {
    let one = |argument: &OfPort| {
        let port = front_panel_port(&argument.port, ports)?;
        let path = PathBuf::from(&argument.value);
        let mut input = Input { port, frames: Vec::new(), partial_frames: 0, fault: None, path };
        for frame in Reader::open(&input.path)? {
            match frame {
                Ok(frame) => {
                    input.partial_frames += usize::from(!frame.is_whole());
                    input.frames.push(frame);
                }
                Err(fault) => input.fault = Some(fault.to_string()),
            }
        }
        Ok(input)
    };
    arguments.iter().map(one).collect()
}

/// The earliest time in any of the captures.
pub fn earliest(inputs: &[Input]) -> i128 {
    inputs.iter().filter_map(|input| input.frames.first()).map(|frame| frame.nanoseconds).min().unwrap_or(0)
}

/// Refuses an output that would replace one of the inputs.
pub fn refuse_overwriting(inputs: &[Input], output: &Path) -> anyhow::Result<()> {
    let Ok(output_file) = output.canonicalize() else { return Ok(()) };
    for input in inputs {
        let input_file = input
            .path
            .canonicalize()
            .with_context(|| format!("cannot read {}", input.path.display()))?;
        if input_file == output_file {
            bail!("the output {} would replace an input; choose another folder", output.display());
        }
    }
    Ok(())
}
