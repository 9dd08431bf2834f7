//! The C++ side of a board, behind functions that cannot be misused.

use std::ffi::c_void;
use std::path::Path;
use std::ptr::NonNull;

use libloading::Library;

use super::Clock;

/// The harness: what `verilator::Build` compiles beside the model.
pub const HARNESS: &str = concat!(
    include_str!("harness/gmii.cpp"),
    include_str!("harness/serial.cpp"),
    include_str!("harness/pins.cpp"),
    include_str!("harness/board.cpp"),
    include_str!("harness/exports.cpp"),
);

/// `Clock` in board.cpp.
#[repr(C)]
struct RawClock {
    period: u64,
    first: u64,
}

/// `Record` in gmii.cpp.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub id: u64,
    /// Femtoseconds.
    pub first_bit: u64,
    /// Femtoseconds.
    pub last_bit: u64,
    pub first_cycle: u64,
    pub port: u32,
    pub length: u32,
    pub errors: u32,
    reserved: u32,
}

/// Bits of `Stop` in board.cpp.
pub const STOP_FRAME: u32 = 1;
pub const STOP_SERIAL: u32 = 2;
pub const STOP_QUIET: u32 = 4;

/// More core clocks than a time in femtoseconds can hold.
const LONGEST_RUN: u64 = 1 << 62;

type Handle = *mut c_void;

macro_rules! functions {
    ($($name:ident ( $($argument:ty),* ) $(-> $result:ty)?;)*) => {
        /// Functions of the library, by their names there without `board_`.
        struct Functions { $($name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)* }

        impl Functions {
            /// # Safety
            /// The library is [`HARNESS`], so that each function has the type given here.
            unsafe fn find(library: &Library) -> Result<Self, libloading::Error> {
                Ok(Self { $($name: {
                    // SAFETY: as above.
                    *unsafe { library.get(concat!("board_", stringify!($name)).as_bytes()) }?
                },)* })
            }
        }
    };
}

functions! {
    open(*const RawClock) -> Handle;
    close(Handle);
    run(Handle, u64, u32, u64) -> u32;
    run_bare(Handle, u64, *const u16, usize);
    send(Handle, u32, u64, u64, u32, *const u8, usize, *const u32, usize);
    queued(Handle, u32) -> usize;
    ingress(Handle, *mut *const Record) -> usize;
    egress(Handle, *mut *const Record, *mut *const u8, *mut *const u32) -> usize;
    clear_ingress(Handle);
    clear_egress(Handle);
    serial_send(Handle, *const u8, usize);
    serial_queued(Handle) -> usize;
    serial_received(Handle, *mut u8, usize) -> usize;
    framing_errors(Handle) -> u64;
    set_divisor(Handle, u64);
    set_link_up(Handle, u32);
    cycle(Handle) -> u64;
    wire_busy(Handle) -> u64;
    line_busy(Handle) -> u64;
}

/// A model with its harness.
pub struct Model {
    functions: Functions,
    handle: NonNull<c_void>,
    ports: usize,
    // Last, so that the code outlives what runs it.
    _library: Library,
}

// SAFETY: the model has no state outside of the handle and is bound to no thread.
unsafe impl Send for Model {}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: the handle is open and used no more.
        unsafe { (self.functions.close)(self.handle.as_ptr()) }
    }
}

impl Model {
    /// Opens a library that was built from [`HARNESS`] for as many ports.
    /// `clocks`: `core_clock`, then `rx_clock` and `tx_clock` of each port.
    ///
    /// # Safety
    /// `library` was built so.
    pub unsafe fn open(library: &Path, ports: usize, clocks: &[Clock]) -> Result<Self, libloading::Error> {
        assert_eq!(clocks.len(), 1 + 2 * ports, "one core clock and two clocks a port");
        let clocks: Vec<RawClock> = clocks
            .iter()
            .map(|clock| RawClock { period: clock.period, first: clock.edge(0).femtoseconds() })
            .collect();
        // SAFETY: the caller's; loading runs nothing but C++ initializers.
        let library = unsafe { Library::new(library) }?;
        // SAFETY: the caller's.
        let functions = unsafe { Functions::find(&library) }?;
        // SAFETY: as many clocks as the harness reads, checked above.
        let handle = unsafe { (functions.open)(clocks.as_ptr()) };
        let handle = NonNull::new(handle).expect("operator new does not return null");
        Ok(Self { functions, handle, ports, _library: library })
    }

    /// Runs until one of the reasons in `until` holds or `cycles` core clocks
    /// are over; returns the reason, 0 for the latter.
    pub fn run(&mut self, cycles: u64, until: u32, quiet: u64) -> u32 {
        let cycles = cycles.min(LONGEST_RUN);
        // SAFETY: the handle is open.
        unsafe { (self.functions.run)(self.handle.as_ptr(), cycles, until, quiet) }
    }

    /// Clocks the model alone, its receive pins from a table whose rows hold a
    /// word for each port, over and over.
    pub fn run_bare(&mut self, cycles: u64, table: &[u16]) {
        let rows = table.len() / self.ports;
        // SAFETY: the handle is open, and the table has that many rows.
        unsafe { (self.functions.run_bare)(self.handle.as_ptr(), cycles, table.as_ptr(), rows) }
    }

    /// Queues a carrier event. It has octets, its error positions ascend, and
    /// the gap is not 0.
    pub fn send(&mut self, port: usize, id: u64, not_before: u64, gap: u32, octets: &[u8], errors: &[u32]) {
        let port = self.checked(port);
        // SAFETY: the handle is open, the port exists, the slices are copied.
        unsafe {
            (self.functions.send)(
                self.handle.as_ptr(), port, id, not_before, gap,
                octets.as_ptr(), octets.len(), errors.as_ptr(), errors.len(),
            )
        }
    }

    /// Carrier events of a port that are not over.
    pub fn queued(&self, port: usize) -> usize {
        // SAFETY: the handle is open, and the port exists.
        unsafe { (self.functions.queued)(self.handle.as_ptr(), self.checked(port)) }
    }

    fn checked(&self, port: usize) -> u32 {
        assert!(port < self.ports, "port {port} of {}", self.ports);
        port as u32
    }

    /// Takes the records of what was sent to the switch.
    pub fn take_ingress(&mut self) -> Vec<Record> {
        let mut records = std::ptr::null();
        // SAFETY: the handle is open; the records hold until the next call.
        unsafe {
            let count = (self.functions.ingress)(self.handle.as_ptr(), &mut records);
            let taken = copy(records, count);
            (self.functions.clear_ingress)(self.handle.as_ptr());
            taken
        }
    }

    /// Takes the records of what the switch sent; calls `each` with each
    /// record, its octets and its error positions.
    pub fn take_egress(&mut self, mut each: impl FnMut(&Record, Vec<u8>, Vec<u32>)) {
        let (mut records, mut octets, mut errors) = (std::ptr::null(), std::ptr::null(), std::ptr::null());
        // SAFETY: the handle is open; the three arrays hold until the next
        // call, and the records say how long the other two are.
        unsafe {
            let count =
                (self.functions.egress)(self.handle.as_ptr(), &mut records, &mut octets, &mut errors);
            for record in copy(records, count) {
                each(&record, copy(octets, record.length as usize), copy(errors, record.errors as usize));
                octets = octets.add(record.length as usize);
                errors = errors.add(record.errors as usize);
            }
            (self.functions.clear_egress)(self.handle.as_ptr());
        }
    }

    /// Queues octets for the serial line to the switch.
    pub fn serial_send(&mut self, octets: &[u8]) {
        // SAFETY: the handle is open, and the slice is copied.
        unsafe { (self.functions.serial_send)(self.handle.as_ptr(), octets.as_ptr(), octets.len()) }
    }

    /// Octets that have not left on the serial line to the switch.
    pub fn serial_queued(&self) -> usize {
        // SAFETY: the handle is open.
        unsafe { (self.functions.serial_queued)(self.handle.as_ptr()) }
    }

    /// Moves octets from the serial line into `buffer`; returns how many.
    pub fn serial_received(&mut self, buffer: &mut [u8]) -> usize {
        // SAFETY: the handle is open, and at most as many octets are written.
        unsafe {
            (self.functions.serial_received)(self.handle.as_ptr(), buffer.as_mut_ptr(), buffer.len())
        }
    }

    /// Octets from the switch whose stop bit was 0.
    pub fn framing_errors(&self) -> u64 {
        // SAFETY: the handle is open.
        unsafe { (self.functions.framing_errors)(self.handle.as_ptr()) }
    }

    /// Core clocks a bit of the serial line, not 0.
    pub fn set_divisor(&mut self, divisor: u64) {
        // SAFETY: the handle is open.
        unsafe { (self.functions.set_divisor)(self.handle.as_ptr(), divisor) }
    }

    /// The input `link_up`, a bit a port.
    pub fn set_link_up(&mut self, mask: u32) {
        // SAFETY: the handle is open.
        unsafe { (self.functions.set_link_up)(self.handle.as_ptr(), mask) }
    }

    /// Rising edges of `core_clock` so far.
    pub fn cycle(&self) -> u64 {
        // SAFETY: the handle is open.
        unsafe { (self.functions.cycle)(self.handle.as_ptr()) }
    }

    /// The core cycle up to which something was on a port or to come.
    pub fn wire_busy(&self) -> u64 {
        // SAFETY: the handle is open.
        unsafe { (self.functions.wire_busy)(self.handle.as_ptr()) }
    }

    /// The core cycle up to which the serial line was in use.
    pub fn line_busy(&self) -> u64 {
        // SAFETY: the handle is open.
        unsafe { (self.functions.line_busy)(self.handle.as_ptr()) }
    }
}

/// # Safety
/// `from` holds `count` values, or `count` is 0.
unsafe fn copy<T: Copy>(from: *const T, count: usize) -> Vec<T> {
    if count == 0 {
        return Vec::new();
    }
    // SAFETY: the caller's.
    unsafe { std::slice::from_raw_parts(from, count) }.to_vec()
}
