// The FIB engine, one clock a call.
#include "Vmodel.h"
#include <cstdint>
#include <memory>

struct Inputs {
    uint32_t lengths4[4], lengths6[4], lookup_address[4];
    uint64_t seed, wide_lengths4, wide_lengths6;
    uint32_t default_routes, offset, write_data;
    uint8_t lookup_valid, lookup_ipv6, lookup_tag;
    // Bit 0 IPv4 pool, 1 IPv6 pool, 2 wide table.
    uint8_t reads, writes;
};

struct Outputs {
    uint32_t data;
    uint16_t result_next_hop, result_index;
    uint8_t result_valid, result_tag, result_length, result_table;
    uint8_t lookup_almost_full, dones;
    uint8_t tap_begins, tap_pause, tap_lost, tap_collision;
};

struct Fib {
    VerilatedContext context;
    Vmodel model{&context};
};

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT Fib* fib_new() {
    auto fib = std::make_unique<Fib>();
    fib->model.clock = 0;
    fib->model.eval();
    return fib.release();
}

EXPORT void fib_free(Fib* fib) { delete fib; }

// Outputs are those of the cycle with these inputs; then the clock rises.
EXPORT void fib_cycle(Fib* fib, const Inputs* in, Outputs* out) {
    Vmodel& model = fib->model;
    for (int word = 0; word < 4; word++) {
        model.lengths4[word] = in->lengths4[word];
        model.lengths6[word] = in->lengths6[word];
        model.lookup_address[word] = in->lookup_address[word];
    }
    model.seed = in->seed;
    model.wide_lengths4 = in->wide_lengths4;
    model.wide_lengths6 = in->wide_lengths6;
    model.default_routes = in->default_routes;
    model.offset = in->offset;
    model.write_data = in->write_data;
    model.lookup_valid = in->lookup_valid;
    model.lookup_ipv6 = in->lookup_ipv6;
    model.lookup_tag = in->lookup_tag;
    model.fib4_read = in->reads & 1;
    model.fib6_read = in->reads >> 1 & 1;
    model.wide_read = in->reads >> 2 & 1;
    model.fib4_write = in->writes & 1;
    model.fib6_write = in->writes >> 1 & 1;
    model.wide_write = in->writes >> 2 & 1;
    model.clock = 0;
    model.eval();
    out->dones = model.fib4_done | model.fib6_done << 1 | model.wide_done << 2;
    out->data = model.fib4_done ? model.fib4_data : model.fib6_done ? model.fib6_data : model.wide_data;
    out->result_valid = model.result_valid;
    out->result_tag = model.result_tag;
    out->result_length = model.result_length;
    out->result_table = model.result_table;
    out->result_next_hop = model.result_next_hop;
    out->result_index = model.result_index;
    out->lookup_almost_full = model.lookup_almost_full;
    out->tap_begins = model.tap_begins;
    out->tap_pause = model.tap_pause;
    out->tap_lost = model.tap_lost;
    out->tap_collision = model.tap_collision;
    model.clock = 1;
    model.eval();
}
