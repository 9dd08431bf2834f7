//! An open device and what commands print to.

use std::io::Write;

use ferroute_host::bus::{BusError, DryRunBus, Operation, RegisterBus, TracingBus};
use ferroute_host::device::Device;
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_host::port::Port;
use ferroute_host::transport::SerialTransport;

use super::Options;
use super::error::CommandError;
use super::output::Output;
use super::routing::{Routing, RoutingOptions};

type Sink = Box<dyn FnMut(String)>;
type Line = SerialLink<SerialTransport>;
type Traced = TracingBus<Line, Sink>;

/// The bus as the options want it.
pub enum HostBus {
    Live(Traced),
    Dry(DryRunBus<Traced, Sink>),
}

/// What a command works with.
pub struct Session {
    pub device: Device<HostBus>,
    pub output: Output,
    /// Speed of the line.
    pub baud: u32,
    /// Nothing is written to the device.
    pub dry_run: bool,
    pub routing: Option<Routing>,
    pub routing_options: RoutingOptions,
}

impl Session {
    /// Opens the line and identifies the device.
    pub fn open(options: &Options) -> Result<Self, CommandError> {
        let Some(path) = &options.device else {
            return Err(CommandError::Usage("no device; give -D DEVICE or set FERROUTE_DEVICE".into()));
        };
        let baud = options.baud;
        let line = SerialTransport::open(path, baud).map_err(BusError::from)?;
        let link_options = LinkOptions { timeout: options.timeout, ..LinkOptions::default() };
        let link = SerialLink::connect(line, link_options).map_err(|error| match error {
            error @ BusError::NoReply { .. } => CommandError::Silent { path: path.clone(), baud, error },
            error => CommandError::Bus(error),
        })?;
        let traced = TracingBus::new(link, if options.trace { sink("") } else { Box::new(|_| {}) });
        let bus = if options.dry_run {
            HostBus::Dry(DryRunBus::new(traced, sink("not done: ")))
        } else {
            HostBus::Live(traced)
        };
        let device = Device::open(bus)?;
        let routing_options =
            RoutingOptions { state: options.state.clone(), partial: options.partial, ..RoutingOptions::default() };
        Ok(Self {
            device,
            output: Output::new(options.json),
            baud,
            dry_run: options.dry_run,
            routing: None,
            routing_options,
        })
    }

    /// The device's port with a name.
    pub fn port(&self, name: &str) -> Result<Port, CommandError> {
        Ok(Port::parse(name, self.device.identity().port_count)?)
    }

    /// The ports with these names, or all where none is given.
    pub fn ports(&self, names: &[String]) -> Result<Vec<Port>, CommandError> {
        if names.is_empty() {
            return Ok(self.device.ports());
        }
        names.iter().map(|name| self.port(name)).collect()
    }
}

impl HostBus {
    /// The serial link at the bottom.
    pub fn link(&mut self) -> &mut Line {
        match self {
            HostBus::Live(traced) => traced.inner_mut(),
            HostBus::Dry(dry) => dry.inner_mut().inner_mut(),
        }
    }
}

impl RegisterBus for HostBus {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        match self {
            HostBus::Live(bus) => bus.run(operations),
            HostBus::Dry(bus) => bus.run(operations),
        }
    }
}

/// Lines to the standard error, which may be closed.
fn sink(prefix: &'static str) -> Sink {
    Box::new(move |line| {
        let _ = writeln!(std::io::stderr(), "{prefix}{line}");
    })
}
