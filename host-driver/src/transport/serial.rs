//! A serial line: a UART, an USB adapter, or the pseudo-terminal of a simulated board.

use std::io::{self, Read, Write};
use std::time::Duration;

use serialport::{ClearBuffer, SerialPort};

use super::{Transport, TransportError};

/// Longest wait for the system to take more octets.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// A serial line with 8 data bits, no parity, one stop bit, no flow control,
/// held exclusively.
pub struct SerialTransport {
    port: Box<dyn SerialPort>,
    path: String,
}

impl SerialTransport {
    /// Opens `path` at `baud` bits a second and drops what was received before.
    pub fn open(path: &str, baud: u32) -> Result<Self, TransportError> {
        let port = serialport::new(path, baud).timeout(WRITE_PATIENCE).open().map_err(|error| {
            TransportError::Open { path: path.to_owned(), reason: open_reason(&error) }
        })?;
        let mut transport = Self { port, path: path.to_owned() };
        transport.discard()?;
        Ok(transport)
    }

    fn vanished(&self, reason: impl ToString) -> TransportError {
        TransportError::Vanished { path: self.path.clone(), reason: reason.to_string() }
    }
}

/// The `serialport` crate reports a device without terminal settings as "not
/// a typewriter"; say what it means.
fn open_reason(error: &serialport::Error) -> String {
    let text = error.to_string();
    match text.as_str() {
        "Not a typewriter" | "Inappropriate ioctl for device" => "not a serial line".to_owned(),
        _ => text,
    }
}

impl Transport for SerialTransport {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        let mut rest = octets;
        while !rest.is_empty() {
            self.port.set_timeout(WRITE_PATIENCE).map_err(|error| self.vanished(error))?;
            match self.port.write(rest) {
                Ok(0) => return Err(self.vanished("end of file")),
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return Err(TransportError::Stalled { path: self.path.clone() });
                }
                Err(error) => return Err(self.vanished(error)),
            }
        }
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        self.port.set_timeout(wait).map_err(|error| self.vanished(error))?;
        match self.port.read(buffer) {
            Ok(0) => Err(self.vanished("end of file")),
            Ok(count) => Ok(count),
            Err(error)
                if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::Interrupted) =>
            {
                Ok(0)
            }
            Err(error) => Err(self.vanished(error)),
        }
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        self.port.clear(ClearBuffer::Input).map_err(|error| self.vanished(error))
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        // Let the last message leave at its own speed first.
        self.port.flush().map_err(|error| self.vanished(error))?;
        self.port.set_baud_rate(baud).map_err(|error| TransportError::Baud {
            path: self.path.clone(),
            baud,
            reason: error.to_string(),
        })
    }
}
