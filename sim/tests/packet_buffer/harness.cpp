// One PacketBuffer, a clock at a time.
#include <cstdint>
#include "Vmodel.h"

extern "C" {
struct Inputs {
    uint64_t write_data, frame_rewrite;
    uint16_t write_address, link_from, link_to;
    uint16_t frame_first, frame_last, frame_length, frame_egress, tx_almost_full;
    uint8_t take_cell, write_enable, link_valid, frame_valid;
    uint8_t frame_cells, frame_class, frame_ingress, frame_reason, counters_almost_full;
};

struct Outputs {
    uint64_t tx_octets, tx_rewrite;
    uint16_t free_cell, free_cells, tail_drop, tx_write, tx_length, event_length;
    uint8_t cell_available, no_cells, tx_end, tx_first, tx_ingress, tx_reason;
    uint8_t event_valid, event_port, event_class, tx_early_port, tx_padding;
};

struct Bench {
    VerilatedContext context;
    Vmodel model{&context};
};

#define EXPORT __attribute__((visibility("default")))

EXPORT void *bench_new() {
    Bench *bench = new Bench;
    bench->model.clock = 0;
    bench->model.eval();
    return bench;
}

EXPORT void bench_delete(void *bench) { delete static_cast<Bench *>(bench); }

// The inputs of this cycle, its rising edge, and the outputs of the next cycle.
EXPORT void bench_cycle(void *bench, const Inputs *in, Outputs *out) {
    Vmodel &m = static_cast<Bench *>(bench)->model;
    m.take_cell = in->take_cell;
    m.write_enable = in->write_enable;
    m.write_address = in->write_address;
    m.write_data = in->write_data;
    m.link_valid = in->link_valid;
    m.link_from = in->link_from;
    m.link_to = in->link_to;
    m.frame_valid = in->frame_valid;
    m.frame_first = in->frame_first;
    m.frame_last = in->frame_last;
    m.frame_cells = in->frame_cells;
    m.frame_length = in->frame_length;
    m.frame_egress = in->frame_egress;
    m.frame_class = in->frame_class;
    m.frame_ingress = in->frame_ingress;
    m.frame_reason = in->frame_reason;
    m.frame_rewrite = in->frame_rewrite;
    m.tx_almost_full = in->tx_almost_full;
    m.tx_counters_almost_full = in->counters_almost_full;
    m.eval();
    m.clock = 1;
    m.eval();
    m.clock = 0;
    m.eval();
    out->cell_available = m.cell_available;
    out->no_cells = m.no_cells;
    out->free_cell = m.free_cell;
    out->free_cells = m.free_cells;
    out->tail_drop = m.tail_drop;
    out->tx_octets = m.tx_data[0] | uint64_t(m.tx_data[1]) << 32;
    out->tx_end = m.tx_data[2];
    out->tx_write = m.tx_write;
    out->tx_first = m.tx_first;
    out->tx_length = m.tx_length;
    out->tx_ingress = m.tx_ingress;
    out->tx_reason = m.tx_reason;
    out->tx_rewrite = m.tx_rewrite;
    out->tx_padding = m.tx_padding;
    out->tx_early_port = m.tx_early_port;
    out->event_valid = m.tx_valid;
    out->event_port = m.tx_port;
    out->event_length = m.tx_frame_length;
    out->event_class = m.tx_class;
}
}
