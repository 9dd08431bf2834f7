// RxPort between a wire and a core, each with its own clock.
#include "Vmodel.h"
#include <cstdint>
#include <memory>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

struct Word {
    uint64_t low;
    uint64_t high;
    // Rising edges of rx_clock before the core took the word.
    uint64_t rx_edges;
};

struct Port {
    VerilatedContext context;
    Vmodel model{&context};
    uint64_t rx_period, core_period;
    uint64_t next_rx, next_core;
    uint64_t rx_edges = 0;
    uint64_t random;
};

uint64_t draw(Port& port) {
    port.random ^= port.random << 13;
    port.random ^= port.random >> 7;
    port.random ^= port.random << 17;
    return port.random >> 40;
}

}  // namespace

EXPORT Port* rx_new(uint64_t rx_period, uint64_t core_period, uint64_t core_phase, uint64_t seed) {
    auto port = std::make_unique<Port>();
    port->rx_period = rx_period;
    port->core_period = core_period;
    port->next_rx = rx_period;
    port->next_core = core_period + core_phase;
    port->random = seed * 0x9E3779B97F4A7C15u | 1;
    port->model.rx_clock = 0;
    port->model.core_clock = 0;
    port->model.eval();
    return port.release();
}

EXPORT void rx_delete(Port* port) { delete port; }

// Puts `count` samples on the wire: RXD, RX_DV in bit 8, RX_ER in bit 9. The
// core reads in `rate` of 256 of its cycles. Returns how many words it took.
EXPORT uint64_t rx_run(Port* port, const uint16_t* wire, uint64_t count, uint64_t rate, Word* words, uint64_t capacity) {
    Vmodel& model = port->model;
    uint64_t sample = 0, taken = 0;
    while (sample < count && taken < capacity) {
        const uint64_t now = port->next_rx < port->next_core ? port->next_rx : port->next_core;
        const bool rx = port->next_rx == now, core = port->next_core == now;
        if (rx) {
            model.gmii_rxd = wire[sample] & 0xFF;
            model.gmii_rx_dv = wire[sample] >> 8 & 1;
            model.gmii_rx_er = wire[sample] >> 9 & 1;
            sample++;
        }
        // Also while `empty`: it must then be ignored.
        if (core) model.read = draw(*port) % 256 < rate;
        model.eval();
        if (core && model.read && !model.empty) {
            words[taken++] = {model.data[0] | uint64_t(model.data[1]) << 32, model.data[2], port->rx_edges};
        }
        if (rx) { model.rx_clock = 1; port->next_rx += port->rx_period; port->rx_edges++; }
        if (core) { model.core_clock = 1; port->next_core += port->core_period; }
        model.eval();
        if (rx) model.rx_clock = 0;
        if (core) model.core_clock = 0;
        model.eval();
    }
    return taken;
}
