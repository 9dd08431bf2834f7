// The FDB, one clock a call. `Taps` shows what begins, so that the test knows
// the order in which things take effect.
#include "Vmodel.h"
#include <cstdint>
#include <memory>

struct Inputs {
    uint64_t seed, lookup_key, learn_key, command_key;
    uint32_t ageing_interval, command_attributes, command_operation, table_index;
    uint8_t lookup_valid, lookup_port, learn_valid, learn_port, command_valid, table_read;
};

struct Outputs {
    uint64_t table_key;
    uint32_t table_state, entries, unlearned, moves, command_index;
    uint32_t tap_row;
    uint8_t lookup_done, lookup_done_port, lookup_hit, lookup_egress;
    uint8_t command_done, command_code, table_ready;
    uint8_t tap_lookup, tap_job, tap_choice, tap_way, tap_collision;
};

struct Fdb {
    VerilatedContext context;
    Vmodel model{&context};
};

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT Fdb* fdb_new() {
    auto fdb = std::make_unique<Fdb>();
    fdb->model.clock = 0;
    fdb->model.eval();
    return fdb.release();
}

EXPORT void fdb_free(Fdb* fdb) { delete fdb; }

// Outputs are those of the cycle with these inputs; then the clock rises.
EXPORT void fdb_cycle(Fdb* fdb, const Inputs* in, Outputs* out) {
    Vmodel& model = fdb->model;
    model.seed = in->seed;
    model.ageing_interval = in->ageing_interval;
    model.lookup_valid = in->lookup_valid;
    model.lookup_key = in->lookup_key;
    model.lookup_port = in->lookup_port;
    model.learn_valid = in->learn_valid;
    model.learn_key = in->learn_key;
    model.learn_port = in->learn_port;
    model.command_valid = in->command_valid;
    model.command_key = in->command_key;
    model.command_attributes = in->command_attributes;
    model.command_operation = in->command_operation;
    model.table_read = in->table_read;
    model.table_index = in->table_index;
    model.clock = 0;
    model.eval();
    out->lookup_done = model.lookup_done;
    out->lookup_done_port = model.lookup_done_port;
    out->lookup_hit = model.lookup_hit;
    out->lookup_egress = model.lookup_egress;
    out->command_done = model.command_done;
    out->command_code = model.command_code;
    out->command_index = model.command_index;
    out->table_ready = model.table_ready;
    uint64_t low = model.table_entry[0] | uint64_t(model.table_entry[1]) << 32;
    out->table_key = low & ((uint64_t(1) << 60) - 1);
    out->table_state = uint32_t(low >> 60) | model.table_entry[2] << 4;
    out->entries = model.entries;
    out->unlearned = model.unlearned;
    out->moves = model.moves;
    out->tap_lookup = model.tap_lookup;
    out->tap_job = model.tap_job;
    out->tap_choice = model.tap_choice;
    out->tap_row = model.tap_row;
    out->tap_way = model.tap_way;
    out->tap_collision = model.tap_collision;
    model.clock = 1;
    model.eval();
}
