// An RGMII partner in steps of 25 ps. A symbol is an octet, DV or EN << 8,
// ER << 9, the link's state << 10.
#include "Vmodel.h"
#include <cstdint>
#include <vector>

namespace {
constexpr int64_t PERIOD = 320;
constexpr int64_t HALF = PERIOD / 2;

// Data pins and, in bit 4, the control pin in half a period.
unsigned pins_of(uint16_t symbol, bool second) {
    unsigned enable = symbol >> 8 & 1, error = symbol >> 9 & 1;
    unsigned nibble = second ? symbol >> 4 & 15 : symbol & 15;
    return nibble | (second ? enable ^ error : enable) << 4;
}

struct Receive {
    const uint16_t* symbols;  // sent
    uint16_t* gmii;           // out: in front of each edge of RXC
    uint64_t length;
    int64_t clock_arrival;    // of RXC at the samplers, behind the pin
    int64_t skew;             // of RXC behind the start of each half period's data
    int64_t eye;              // how long data stand; complements stand in between
};

struct Transmit {
    const uint16_t* symbols;  // at GMII
    uint16_t* pins;           // out: what the partner samples at each period of TXC
    uint64_t length;
    int64_t partner_delay;    // of TXC inside the partner
    int64_t least_lag, most_lag;  // out: of an edge of TXC behind a change of the data
    uint64_t changes;         // out
};
}  // namespace

extern "C" {
__attribute__((visibility("default"))) void receive(Receive* run) {
    VerilatedContext context;
    Vmodel model(&context);
    int64_t end = PERIOD * int64_t(run->length);
    for (int64_t time = 0; time < end; time++) {
        // Half period h has its edge of RXC at h * HALF.
        int64_t behind = time + run->skew;
        int64_t half = behind / HALF;
        uint16_t symbol = half / 2 < int64_t(run->length) ? run->symbols[half / 2] : 0;
        unsigned pins = pins_of(symbol, half & 1);
        if (behind % HALF >= run->eye) pins = ~pins & 31;
        int64_t arrived = time - run->clock_arrival;
        model.rgmii_rxd = pins & 15;
        model.rgmii_rx_ctl = pins >> 4;
        if (time % PERIOD == 0)
            run->gmii[time / PERIOD] = model.gmii_rxd | model.gmii_rx_dv << 8 | model.gmii_rx_er << 9 | model.gigabit << 10;
        model.rx_clock = arrived >= 0 && arrived % PERIOD < HALF;
        model.eval();
        model.tick = 1;
        model.eval();
        model.tick = 0;
        model.eval();
    }
}

__attribute__((visibility("default"))) void transmit(Transmit* run) {
    VerilatedContext context;
    Vmodel model(&context);
    int64_t end = PERIOD * int64_t(run->length);
    std::vector<uint8_t> seen(end);
    std::vector<int64_t> edges;
    int64_t last_change = -1;
    bool clock = false;
    run->least_lag = PERIOD;
    run->most_lag = -1;
    run->changes = 0;
    for (int64_t time = 0; time < end; time++) {
        // A register's output changes a step behind its edge.
        if (time % PERIOD == 1) {
            uint16_t symbol = run->symbols[time / PERIOD];
            model.gmii_txd = symbol & 255;
            model.gmii_tx_en = symbol >> 8 & 1;
            model.gmii_tx_er = symbol >> 9 & 1;
        }
        model.tx_clock = time % PERIOD < HALF;
        model.eval();
        seen[time] = model.rgmii_txd | model.rgmii_tx_ctl << 4;
        if (time > 0 && seen[time] != seen[time - 1]) {
            last_change = time;
            run->changes++;
        }
        if (bool(model.rgmii_txc) != clock) {
            clock = !clock;
            edges.push_back(time);
            int64_t lag = time - last_change;
            if (last_change >= 0 && lag < HALF) {
                if (lag < run->least_lag) run->least_lag = lag;
                if (lag > run->most_lag) run->most_lag = lag;
            }
        }
        model.tick = 1;
        model.eval();
        model.tick = 0;
        model.eval();
    }
    for (size_t edge = 0; edge + 1 < edges.size() && edge / 2 < run->length; edge += 2) {
        int64_t first = edges[edge] + run->partner_delay, second = edges[edge + 1] + run->partner_delay;
        if (second >= end) break;
        unsigned enable = seen[first] >> 4, error = enable ^ seen[second] >> 4;
        run->pins[edge / 2] = (seen[first] & 15) | (seen[second] & 15) << 4 | enable << 8 | error << 9;
    }
}
}
