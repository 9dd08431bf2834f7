// Two partners on a board, in steps of a nanosecond. Pins as in port_harness.cpp.
#include "Vmodel.h"
#include "phy"
#include <deque>
#include <vector>

namespace {
struct Partner {
    int64_t period = 8, into = 0;
    uint16_t idle = 0, now = 0;
    std::deque<uint16_t> queue;
    bool txc = false;
    uint16_t first = 0;
    std::vector<uint16_t> seen;
    int64_t rose = -1, shortest = 1 << 30;
    // What TXC takes a little later, as a PHY with a delay does.
    std::deque<std::pair<int64_t, bool>> pending;
};

struct Board {
    VerilatedContext context;
    Vmodel model{&context};
    Partner partners[2];
    Phys phys[BUSES];
    int64_t time = 0;
};

void partner_step(Board* board, int port) {
    Partner& partner = board->partners[port];
    Vmodel& model = board->model;
    // Data start 2 ns in front of each edge of RXC.
    int64_t half = partner.period / 2, at = partner.into % partner.period;
    if (at == 0) {
        partner.now = partner.idle;
        if (!partner.queue.empty()) {
            partner.now = partner.queue.front();
            partner.queue.pop_front();
        }
    }
    unsigned pins = partner.now >> (at < half ? 0 : 5) & 31;
    model.rgmii_rxd = (model.rgmii_rxd & ~(15u << 4 * port)) | (pins & 15) << 4 * port;
    model.rgmii_rx_ctl = (model.rgmii_rx_ctl & ~(1u << port)) | (pins >> 4) << port;
    bool clock = (at + partner.period - 2) % partner.period < half;
    model.rgmii_rxc = (model.rgmii_rxc & ~(1u << port)) | unsigned(clock) << port;
    partner.into++;
    if (partner.into == partner.period) partner.into = 0;
}

void partner_take(Board* board, int port) {
    Partner& partner = board->partners[port];
    bool clock = board->model.rgmii_txc >> port & 1;
    if (clock != partner.txc) {
        partner.txc = clock;
        partner.pending.push_back({board->time + 2, clock});
        if (partner.rose >= 0 && board->time - partner.rose < partner.shortest) partner.shortest = board->time - partner.rose;
        partner.rose = board->time;
    }
    if (!partner.pending.empty() && partner.pending.front().first == board->time) {
        uint16_t pins = (board->model.rgmii_txd >> 4 * port & 15) | (board->model.rgmii_tx_ctl >> port & 1) << 4;
        if (partner.pending.front().second) partner.first = pins;
        else partner.seen.push_back(partner.first | pins << 5);
        partner.pending.pop_front();
    }
}
}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT Board* open_board() { return new Board; }
EXPORT void close_board(Board* board) { delete board; }
EXPORT void run(Board* board, uint64_t nanoseconds) {
    Vmodel& model = board->model;
    while (nanoseconds--) {
        if (board->time % 4 == 0) model.reference_clock = board->time % 8 == 0;
        for (int port = 0; port < 2; port++) partner_step(board, port);
        unsigned drives = 0, levels = 0;
        for (int bus = 0; bus < BUSES; bus++) {
            drives |= unsigned(board->phys[bus].drives) << bus;
            levels |= unsigned(board->phys[bus].level) << bus;
        }
        model.phy_drives = drives;
        model.phy_level = levels;
        model.eval();
        for (int port = 0; port < 2; port++) partner_take(board, port);
        // Who drives the line is not to be seen from here; a PHY that drives
        // itself tells.
        if (board->time % 4 == 0)
            for (int bus = 0; bus < BUSES; bus++)
                board->phys[bus].step(board->time, model.mdc >> bus & 1, !board->phys[bus].drives, model.mdio_line >> bus & 1);
        board->time++;
    }
}
// The clock of a partner, and what it says while it is idle.
EXPORT void set_line(Board* board, uint32_t port, uint64_t period, uint32_t idle) {
    Partner& partner = board->partners[port];
    partner.period = period;
    partner.into = 0;
    partner.idle = idle;
}
EXPORT void send(Board* board, uint32_t port, const uint16_t* pins, uint64_t length) {
    auto& queue = board->partners[port].queue;
    queue.insert(queue.end(), pins, pins + length);
}
EXPORT uint64_t queued(Board* board, uint32_t port) { return board->partners[port].queue.size(); }
EXPORT uint64_t seen(Board* board, uint32_t port, uint16_t* out, uint64_t room) {
    auto& seen = board->partners[port].seen;
    uint64_t count = seen.size() < room ? seen.size() : room;
    for (uint64_t i = 0; i < count; i++) out[i] = seen[i];
    seen.erase(seen.begin(), seen.begin() + count);
    return count;
}
EXPORT int64_t shortest_half(Board* board, uint32_t port) { return board->partners[port].shortest; }
EXPORT void set_register(Board* board, uint32_t bus, uint32_t phy, uint32_t address, uint32_t value) {
    board->phys[bus].present[phy] = true;
    board->phys[bus].registers[phy][address] = value;
}
EXPORT void remove_phy(Board* board, uint32_t bus, uint32_t phy) { board->phys[bus].present[phy] = false; }
EXPORT uint32_t links(Board* board) { return board->model.link; }
EXPORT uint32_t leds(Board* board) { return board->model.led; }
