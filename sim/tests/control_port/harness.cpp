// The serial line and the register bus around a ControlPort, bit by bit.
#include "Vmodel.h"
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <vector>

namespace {

constexpr uint32_t WORDS = 1u << 24;
constexpr uint32_t EPOCH_REGISTER = 5, UART_REGISTER = 6;
// Times of bits in 1/65536 clock.
constexpr uint64_t ONE_CLOCK = 1 << 16;

struct Random {
    uint64_t state = 0x9E3779B97F4A7C15;
    uint32_t next() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return uint32_t(state >> 32);
    }
    bool strikes(uint32_t rate) { return rate != 0 && next() < rate; }
};

// The host's UART, sending.
struct Sender {
    std::deque<uint8_t> octets;
    uint64_t period = 1085 * ONE_CLOCK;
    uint64_t left = 0;  // of the present bit
    uint32_t frame = 0, bits = 0;
    uint32_t error_rate = 0;
    uint32_t gap_limit = 0;  // clocks between octets
    bool level = true;

    void clock(Random &random) {
        if (left >= ONE_CLOCK) {
            left -= ONE_CLOCK;
            return;
        }
        if (bits == 0) {
            if (octets.empty()) {
                level = true;
                left = 0;
                return;
            }
            frame = 0x200u | uint32_t(octets.front()) << 1;
            octets.pop_front();
            bits = 10;
        }
        level = frame & 1;
        if (random.strikes(error_rate)) level = !level;
        frame >>= 1;
        bits--;
        // What is left of a clock carries over, so that the mean is exact.
        left += period - ONE_CLOCK;
        if (bits == 0 && gap_limit != 0) left += uint64_t(random.next() % gap_limit) * ONE_CLOCK;
    }
};

// The host's UART, receiving.
struct Receiver {
    std::deque<uint8_t> octets;
    uint64_t period = 1085 * ONE_CLOCK;
    uint64_t left = 0;  // to the next sample
    uint32_t bits = 0, position = 0, shift = 0;
    uint32_t error_rate = 0;
    uint64_t framing_errors = 0;
    bool previous = true, receiving = false;
    // Edges that are not a multiple of the divisor from the start edge.
    uint64_t crooked_edges = 0, since_start = 0;

    bool clock(bool line, uint32_t divisor, Random &random) {
        bool edge = line != previous;
        previous = line;
        since_start++;
        if (!receiving) {
            if (edge && !line) {
                receiving = true;
                position = 0;
                shift = 0;
                since_start = 0;
                left = period / 2 - ONE_CLOCK;
            }
            return false;
        }
        if (edge && since_start % divisor != 0) crooked_edges++;
        if (left >= ONE_CLOCK) {
            left -= ONE_CLOCK;
            return false;
        }
        left += period - ONE_CLOCK;
        bool bit = line;
        if (random.strikes(error_rate)) bit = !bit;
        if (position == 0 && bit) {
            receiving = false;
        } else if (position == 9) {
            receiving = false;
            if (!bit) {
                framing_errors++;
                return false;
            }
            octets.push_back(uint8_t(shift));
            return true;
        } else if (position > 0) {
            shift |= uint32_t(bit) << (position - 1);
        }
        position++;
        return false;
    }
};

struct Written {
    uint32_t address, word;
};

// A memory at the register bus.
struct Slave {
    uint32_t *words = static_cast<uint32_t *>(calloc(WORDS, sizeof(uint32_t)));
    std::vector<Written> log;
    uint32_t latency_least = 1, latency_spread = 1;
    uint32_t dead_first = 1, dead_last = 0;
    uint64_t withdrawn = 0, violations = 0;
    // The access under way.
    bool active = false, writes = false;
    uint32_t address = 0, word = 0, waited = 0, latency = 0;

    ~Slave() { free(words); }

    void clock(Vmodel &model, Random &random) {
        bool was_ready = model.bus_ready;
        model.bus_ready = 0;
        model.uart_divisor_write = 0;
        model.bus_read_data = random.next();
        bool requested = model.bus_read || model.bus_write;
        if (model.bus_read && model.bus_write) violations++;
        if (!requested) {
            if (active) withdrawn++;
            active = false;
            return;
        }
        if (was_ready) active = false;
        if (!active) {
            active = true;
            writes = model.bus_write;
            address = model.bus_address;
            word = model.bus_write_data;
            waited = 0;
            latency = latency_least + random.next() % latency_spread;
        } else if (writes != bool(model.bus_write) || address != model.bus_address ||
                   (writes && word != model.bus_write_data)) {
            violations++;
        }
        waited++;
        if (waited < latency || (address >= dead_first && address <= dead_last)) return;
        active = false;
        model.bus_ready = 1;
        if (writes) {
            log.push_back({address, word});
            if (address == UART_REGISTER) {
                model.uart_divisor_write = 1;
                model.uart_divisor_value = uint16_t(word);
            } else {
                words[address] = word;
            }
        } else {
            model.bus_read_data = read(model, address);
        }
    }

    uint32_t read(Vmodel &model, uint32_t at) const {
        if (at == EPOCH_REGISTER) return model.epoch;
        if (at == UART_REGISTER) return model.uart_divisor;
        return words[at];
    }
};

struct Bench {
    VerilatedContext context;
    std::unique_ptr<Vmodel> model;
    Sender sender;
    Receiver receiver;
    Slave slave;
    Random random;
    uint64_t cycles = 0;

    Bench() { power_up(); }

    void power_up() {
        model = std::make_unique<Vmodel>(&context);
        model->clock = 0;
        model->uart_rx = 1;
        model->bus_ready = 0;
        model->eval();
    }

    uint64_t run(uint64_t limit, bool stop_at_octet) {
        Vmodel &device = *model;
        uint64_t count = 0;
        bool received = false;
        while (count < limit && !(received && stop_at_octet)) {
            sender.clock(random);
            device.uart_rx = sender.level;
            slave.clock(device, random);
            device.clock = 0;
            device.eval();
            device.clock = 1;
            device.eval();
            count++;
            received = receiver.clock(device.uart_tx, device.uart_divisor, random);
        }
        cycles += count;
        return count;
    }
};

}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT Bench *bench_new(uint64_t seed) {
    Bench *bench = new Bench;
    bench->random.state ^= seed * 0xD1342543DE82EF95;
    return bench;
}
EXPORT void bench_free(Bench *bench) { delete bench; }
EXPORT void bench_power_up(Bench *bench) { bench->power_up(); }
EXPORT uint64_t bench_run(Bench *bench, uint64_t limit, bool stop_at_octet) {
    return bench->run(limit, stop_at_octet);
}
EXPORT void bench_send(Bench *bench, const uint8_t *octets, uint64_t count) {
    bench->sender.octets.insert(bench->sender.octets.end(), octets, octets + count);
}
EXPORT uint64_t bench_take(Bench *bench, uint8_t *octets, uint64_t room) {
    std::deque<uint8_t> &held = bench->receiver.octets;
    uint64_t count = 0;
    for (; count < room && !held.empty(); count++) {
        octets[count] = held.front();
        held.pop_front();
    }
    return count;
}
EXPORT void bench_set_period(Bench *bench, uint64_t period) {
    bench->sender.period = period;
    bench->receiver.period = period;
}
EXPORT void bench_set_noise(Bench *bench, uint32_t to_device, uint32_t to_host, uint32_t gap_limit) {
    bench->sender.error_rate = to_device;
    bench->receiver.error_rate = to_host;
    bench->sender.gap_limit = gap_limit;
}
EXPORT void bench_set_slave(Bench *bench, uint32_t latency_least, uint32_t latency_most,
                            uint32_t dead_first, uint32_t dead_last) {
    bench->slave.latency_least = latency_least;
    bench->slave.latency_spread = latency_most - latency_least + 1;
    bench->slave.dead_first = dead_first;
    bench->slave.dead_last = dead_last;
}
EXPORT void bench_poke(Bench *bench, uint32_t address, uint32_t word) {
    bench->slave.words[address] = word;
}
EXPORT uint32_t bench_peek(Bench *bench, uint32_t address) {
    return bench->slave.read(*bench->model, address);
}
EXPORT uint64_t bench_take_log(Bench *bench, Written *written, uint64_t room) {
    std::vector<Written> &log = bench->slave.log;
    uint64_t count = log.size();
    if (count <= room) {
        for (uint64_t i = 0; i < count; i++) written[i] = log[i];
        log.clear();
    }
    return count;
}
// What a test may want to know, by index.
EXPORT uint64_t bench_figure(Bench *bench, uint32_t index) {
    switch (index) {
        case 0: return bench->cycles;
        case 1: return bench->receiver.framing_errors;
        case 2: return bench->receiver.crooked_edges;
        case 3: return bench->slave.withdrawn;
        case 4: return bench->slave.violations;
        default: return 0;
    }
}
