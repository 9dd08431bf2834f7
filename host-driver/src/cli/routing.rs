//! The router while commands change it: read from the device once, changed in
//! memory, written when a command or a run of lines in a batch is over.

use std::path::PathBuf;

use ferroute_host::fib::{Prefix, Write};
use ferroute_host::router::names::Names;
use ferroute_host::router::state::State;
use ferroute_host::router::{Router, device};

use super::error::CommandError;
use super::session::Session;

/// Routing of an open device.
pub struct Routing {
    pub router: Router,
    /// Writes that are planned and not done.
    pending: Vec<Write>,
    is_changed: bool,
}

/// How the options want it.
#[derive(Default)]
pub struct RoutingOptions {
    /// Where what the tables cannot tell is kept.
    pub state: Option<PathBuf>,
    /// Routes that do not fit are kept beside the hardware.
    pub partial: bool,
    /// Writes wait for [`Session::commit`].
    pub defers: bool,
    /// Routes that are about to come.
    pub expected: Vec<Prefix>,
}

impl Session {
    /// The router, which is read from the device at first.
    pub fn routing(&mut self) -> Result<&mut Routing, CommandError> {
        if self.routing.is_none() {
            let words = device::load(&mut self.device)?;
            let epoch = self.device.identity().epoch;
            // After another start of the device it says nothing.
            let state = self.read_state()?.filter(|state| state.epoch == epoch);
            let (mut router, pending) = Router::adopt(&words, state.as_ref());
            if !self.routing_options.expected.is_empty() {
                router.expect(std::mem::take(&mut self.routing_options.expected));
            }
            self.routing = Some(Routing { router, pending, is_changed: false });
        }
        self.routing.as_mut().ok_or_else(|| CommandError::Usage("no router".into()))
    }

    /// The router to look at.
    pub fn router(&mut self) -> Result<&Router, CommandError> {
        Ok(&self.routing()?.router)
    }

    /// Front-panel ports.
    pub fn port_count(&self) -> u8 {
        self.device.identity().port_count
    }

    /// The number of an interface.
    pub fn interface(&mut self, name: &str) -> Result<u8, CommandError> {
        let port_count = self.port_count();
        let number = Names::new(self.router()?.interfaces(), port_count).number(name);
        Ok(number.map_err(ferroute_host::router::RouterError::from)?)
    }

    /// Changes the router, or nothing where that fails.
    pub fn change<T, E: Into<CommandError>>(
        &mut self, action: impl FnOnce(&mut Router, &mut Vec<Write>) -> Result<T, E>,
    ) -> Result<T, CommandError> {
        let routing = self.routing()?;
        let result = action(&mut routing.router, &mut routing.pending).map_err(Into::into)?;
        routing.is_changed = true;
        if !self.routing_options.defers {
            self.commit()?;
        }
        Ok(result)
    }

    /// Writes what is planned, and the state.
    pub fn commit(&mut self) -> Result<(), CommandError> {
        let Some(routing) = self.routing.as_mut().filter(|routing| routing.is_changed) else { return Ok(()) };
        let writes = std::mem::take(&mut routing.pending);
        routing.is_changed = false;
        if let Err(error) = device::execute(&mut self.device, &writes) {
            // How much of it was done is not known: it is read anew.
            self.routing = None;
            return Err(error.into());
        }
        self.write_state()
    }

    fn read_state(&self) -> Result<Option<State>, CommandError> {
        let Some(path) = &self.routing_options.state else { return Ok(None) };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(CommandError::Read { path: path.clone(), error }),
        };
        let state = State::from_text(&text).map_err(|error| CommandError::State { path: path.clone(), error })?;
        Ok(Some(state))
    }

    /// Replaces the file as a whole, so that none is ever half written.
    fn write_state(&mut self) -> Result<(), CommandError> {
        let (Some(path), Some(routing), false) = (&self.routing_options.state, &self.routing, self.dry_run) else {
            return Ok(());
        };
        let state = routing.router.state(self.device.identity().epoch);
        let text = state.to_text().map_err(|error| CommandError::State { path: path.clone(), error })?;
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, path))
            .map_err(|error| CommandError::Write { path: path.clone(), error })
    }
}
