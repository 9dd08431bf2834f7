//! `ControlPort` under the host's own stack, over a simulated serial line.

mod harness;
mod line;

use ferroute_host::bus::RegisterBus;
use ferroute_host::device::Device;
use line::connect;

#[test]
fn the_host_identifies_the_device() {
    let Some((line, link)) = connect(1) else { return };
    let t = std::time::Instant::now();
    let c = line.harness.cycles();
    let mut device = Device::open(link).expect("a device");
    println!("{:?}", device.identity());
    for i in 0..300u32 {
        device.bus().write(0x300000, &[i, 2, 3]).unwrap();
    }
    println!("{} cycles in {:?}", line.harness.cycles() - c, t.elapsed());
    println!("{:?}", &line.harness.take_writes()[..10]);
}
