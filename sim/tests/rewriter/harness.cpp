// One Rewriter, a clock at a time.
#include <cstdint>
#include "Vmodel.h"

extern "C" {
struct Inputs {
    uint64_t octets, rewrite, mac;
    uint16_t write, length, vlan;
    uint8_t end, early_port, first, ingress, reason, padding;
};

struct Outputs {
    uint64_t octets;
    uint16_t write, length;
    uint8_t end, first, ingress, reason, interface;
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
    m.in_data[0] = uint32_t(in->octets);
    m.in_data[1] = uint32_t(in->octets >> 32);
    m.in_data[2] = in->end;
    m.in_write = in->write;
    m.in_early_port = in->early_port;
    m.in_first = in->first;
    m.in_length = in->length;
    m.in_ingress = in->ingress;
    m.in_reason = in->reason;
    m.in_rewrite = in->rewrite;
    m.in_padding = in->padding;
    m.rewrite_mac = in->mac;
    m.rewrite_vlan = in->vlan;
    m.eval();
    m.clock = 1;
    m.eval();
    m.clock = 0;
    m.eval();
    out->octets = m.out_data[0] | uint64_t(m.out_data[1]) << 32;
    out->end = m.out_data[2];
    out->write = m.out_write;
    out->first = m.out_first;
    out->length = m.out_length;
    out->ingress = m.out_ingress;
    out->reason = m.out_reason;
    out->interface = m.rewrite_interface;
}
}
