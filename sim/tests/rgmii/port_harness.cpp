// An RGMII partner in steps of 25 ps. Pins: data and, in bit 4, control in the
// first half of a clock, the same in the second half from bit 5 on. GMII: an
// octet, DV or EN << 8, ER << 9, the link << 10.
#include "Vmodel.h"
#include <cstdint>
#include <vector>

namespace {
constexpr int64_t CORE_PERIOD = 320;

struct Receive {
    const uint16_t* pins;     // sent, one a clock
    const uint16_t* periods;  // taps of each clock
    uint64_t length;
    int64_t clock_arrival;    // of RXC at the samplers, behind the pin
    int64_t skew;             // of RXC behind the start of each half's data
    int64_t dead;             // at the end of each half, when complements stand
    uint64_t phy_state;
    uint16_t* gmii;           // out: in front of each edge of rx_clock
    uint32_t* clocks;         // out: the clock of RXC that edge is of
    uint64_t edges;           // room, then how many there were
};

struct Transmit {
    const uint16_t* symbols;  // at GMII, one an edge of tx_clock
    const uint8_t* states;    // the PHY's state with each
    uint64_t length;
    uint64_t taps;            // how long
    int64_t partner_delay;    // of TXC inside the partner
    uint16_t* pins;           // out: what the partner samples at each period of TXC
    uint32_t* halves;         // out: taps between edges of TXC
    uint64_t edges;           // room, then how many there were
    int64_t least_lag, most_lag;  // out: of an edge of TXC behind a change of the data
    uint64_t changes;         // out
    uint64_t taken;           // out: symbols
};

// Where time is among clocks of different length.
struct Cursor {
    const uint16_t* periods;
    uint64_t length, index = 0;
    int64_t start = 0;

    bool at(int64_t time) {
        while (index < length && time >= start + periods[index]) start += periods[index++];
        return index < length;
    }
};

void settle(Vmodel& model) {
    model.eval();
    model.tick = 1;
    model.eval();
    model.tick = 0;
    model.eval();
}
}  // namespace

extern "C" {
__attribute__((visibility("default"))) void receive(Receive* run) {
    VerilatedContext context;
    Vmodel model(&context);
    model.phy_state = run->phy_state;
    int64_t end = 0;
    for (uint64_t i = 0; i < run->length; i++) end += run->periods[i];
    Cursor data{run->periods, run->length}, clock{run->periods, run->length};
    uint64_t room = run->edges;
    run->edges = 0;
    for (int64_t time = 0; time < end; time++) {
        unsigned pins = 0;
        if (data.at(time + run->skew)) {
            int64_t half = run->periods[data.index] / 2, into = time + run->skew - data.start;
            pins = run->pins[data.index] >> (into < half ? 0 : 5) & 31;
            if (into % half >= half - run->dead) pins ^= 31;
        }
        model.rgmii_rxd = pins & 15;
        model.rgmii_rx_ctl = pins >> 4;
        uint16_t gmii = model.gmii_rxd | model.gmii_rx_dv << 8 | model.gmii_rx_er << 9 | model.link << 10;
        bool was_high = model.rx_clock;
        int64_t arrived = time - run->clock_arrival;
        if (arrived >= 0 && clock.at(arrived)) model.rxc_clock = arrived - clock.start < run->periods[clock.index] / 2;
        // Some way off the phase of RXC.
        model.core_clock = (time + 100) % CORE_PERIOD < CORE_PERIOD / 2;
        settle(model);
        if (model.rx_clock && !was_high && run->edges < room) {
            run->clocks[run->edges] = clock.index;
            run->gmii[run->edges++] = gmii;
        }
    }
}

__attribute__((visibility("default"))) void transmit(Transmit* run) {
    VerilatedContext context;
    Vmodel model(&context);
    int64_t end = run->taps, last_change = -1;
    std::vector<uint8_t> seen(end);
    std::vector<int64_t> edges;
    bool clock = false;
    run->least_lag = CORE_PERIOD;
    run->most_lag = -1;
    run->changes = 0;
    run->taken = 0;
    model.phy_state = run->states[0];
    int64_t moved = -1;
    for (int64_t time = 0; time < end; time++) {
        // A register's output changes a step behind its edge.
        if (moved >= 0 && run->taken < run->length) {
            uint16_t symbol = run->symbols[run->taken];
            model.gmii_txd = symbol & 255;
            model.gmii_tx_en = symbol >> 8 & 1;
            model.gmii_tx_er = symbol >> 9 & 1;
            model.phy_state = run->states[run->taken++];
        }
        moved = -1;
        bool was_high = model.tx_clock;
        model.core_clock = time % CORE_PERIOD < CORE_PERIOD / 2;
        model.eval();
        if (model.tx_clock && !was_high) moved = time;
        seen[time] = model.rgmii_txd | model.rgmii_tx_ctl << 4;
        if (time > 0 && seen[time] != seen[time - 1]) {
            last_change = time;
            run->changes++;
        }
        if (bool(model.rgmii_txc) != clock) {
            clock = !clock;
            edges.push_back(time);
            int64_t lag = time - last_change;
            if (last_change >= 0 && lag < CORE_PERIOD / 2) {
                if (lag < run->least_lag) run->least_lag = lag;
                if (lag > run->most_lag) run->most_lag = lag;
            }
        }
        settle(model);
    }
    uint64_t room = run->edges;
    run->edges = 0;
    for (size_t edge = 0; edge + 2 < edges.size() && edge + 1 < room; edge += 2) {
        int64_t first = edges[edge] + run->partner_delay, second = edges[edge + 1] + run->partner_delay;
        if (second >= end) break;
        run->pins[edge / 2] = seen[first] | seen[second] << 5;
        run->halves[edge] = edges[edge + 1] - edges[edge];
        run->halves[edge + 1] = edges[edge + 2] - edges[edge + 1];
        run->edges += 2;
    }
}
}
