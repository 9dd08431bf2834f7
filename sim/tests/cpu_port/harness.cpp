// CpuPort, a cycle a call.
#include <new>

#include "Vmodel.h"

extern "C" {

struct Inputs {
    uint64_t tx_octets;
    uint32_t tx_end;
    uint32_t tx_length, tx_ingress, tx_reason, clocks;
    uint32_t offset, inject_data;
    uint8_t read, tx_write, tx_first, inject_write, punt_read, punt_release;
};

struct Outputs {
    uint64_t octets;
    uint32_t end;
    uint32_t punt_data, punt_words, inject_words, inject_refused;
    uint8_t empty, tx_almost_full, inject_ready, punt_ready;
};

struct Port {
    VerilatedContext context;
    Vmodel model;
    Port() : model(&context) {}
};

__attribute__((visibility("default"))) Port* make() { return new (std::nothrow) Port; }

__attribute__((visibility("default"))) void drop(Port* port) { delete port; }

// What stands at the outputs with these inputs before the edge, then the edge.
__attribute__((visibility("default"))) void cycle(Port* port, const Inputs* in, Outputs* out) {
    Vmodel& model = port->model;
    model.tx_data[0] = uint32_t(in->tx_octets);
    model.tx_data[1] = uint32_t(in->tx_octets >> 32);
    model.tx_data[2] = in->tx_end;
    model.tx_length = in->tx_length;
    model.tx_ingress = in->tx_ingress;
    model.tx_reason = in->tx_reason;
    model.offset = in->offset;
    model.inject_data = in->inject_data;
    model.read = in->read;
    model.tx_write = in->tx_write;
    model.tx_first = in->tx_first;
    model.inject_write = in->inject_write;
    model.clocks = in->clocks;
    model.punt_read = in->punt_read;
    model.punt_release = in->punt_release;
    model.clock = 0;
    model.eval();
    out->octets = model.data[0] | uint64_t(model.data[1]) << 32;
    out->end = model.data[2];
    out->punt_data = model.punt_data;
    out->punt_words = model.punt_words;
    out->inject_words = model.inject_words;
    out->inject_refused = model.inject_refused;
    out->empty = model.empty;
    out->tx_almost_full = model.tx_almost_full;
    out->inject_ready = model.inject_ready;
    out->punt_ready = model.punt_ready;
    model.clock = 1;
    model.eval();
}

}
