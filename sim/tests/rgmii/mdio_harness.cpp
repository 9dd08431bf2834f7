#include "Vmodel.h"
#include "phy"

namespace {
struct Bus {
    VerilatedContext context;
    Vmodel model{&context};
    Phys phys;
    int64_t time = 0;
};

// The pull-up makes a one where nobody drives; two that drive are a fault of
// the turnaround, which `Phys` counts.
void clock(Bus* bus) {
    for (int level = 1; level >= 0; level--) {
        bus->model.clock = level;
        bool station = bus->model.mdio_enable ? bus->model.mdio_out : true;
        bus->model.mdio_in = bus->phys.drives ? bus->phys.level : station;
        bus->model.eval();
        bus->phys.step(bus->time, bus->model.mdc, bus->model.mdio_enable, bus->model.mdio_out);
        bus->time += 4;
    }
}
}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT Bus* open_bus() {
    Bus* bus = new Bus;
    clock(bus);
    return bus;
}
EXPORT void close_bus(Bus* bus) { delete bus; }
EXPORT void set(Bus* bus, uint32_t phy, uint32_t address, uint32_t value) {
    bus->phys.present[phy] = true;
    bus->phys.registers[phy][address] = value;
}
EXPORT void remove_phy(Bus* bus, uint32_t phy) { bus->phys.present[phy] = false; }
EXPORT void set_silent(Bus* bus, uint32_t phy, uint32_t address, bool silent) { bus->phys.silent[phy][address] = silent; }
EXPORT uint32_t get(Bus* bus, uint32_t phy, uint32_t address) { return bus->phys.registers[phy][address]; }
EXPORT void run(Bus* bus, uint64_t clocks) {
    while (clocks--) clock(bus);
}
EXPORT void counts(Bus* bus, uint64_t* out) {
    const Phys& phys = bus->phys;
    for (uint64_t count : {phys.reads, phys.writes, phys.short_clocks, phys.close_changes, phys.short_preambles,
                           phys.bad_frames, phys.bad_turnarounds, phys.released})
        *out++ = count;
}
#ifdef POLLER
EXPORT uint32_t states(Bus* bus) { return bus->model.states; }
#else
// An access to its end; the read data, and bit 16 where a PHY answered.
EXPORT uint32_t access_register(Bus* bus, uint32_t write, uint32_t phy, uint32_t address, uint32_t value) {
    bus->model.start = 1;
    bus->model.write = write;
    bus->model.phy = phy;
    bus->model.register_address = address;
    bus->model.write_data = value;
    clock(bus);
    bus->model.start = 0;
    while (bus->model.busy) clock(bus);
    return bus->model.read_data | bus->model.answered << 16;
}
#endif
