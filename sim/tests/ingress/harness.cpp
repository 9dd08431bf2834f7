// Plays everything around Ingress: receive FIFOs, FDB, packet buffer, counters.
// Breaches of the interfaces' rules become FAULT records; everything else that
// happens becomes records that the Rust side judges.
#include "Vmodel.h"
#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

struct Settings {
    uint64_t cycles;              // run this long
    uint64_t rx_enable, forward, flood, learn, inject_ports, trap_link_local;
    uint64_t rx_enable_change_at, rx_enable_after;
    uint64_t lookup_latency_min, lookup_latency_max;
    uint64_t cells;               // the buffer has this many
    uint64_t hold_min, hold_max;  // cycles that a forwarded frame's cells stay taken
    uint64_t flag_lag;            // the supply's flags are this much older
    uint64_t prefetch_pause;      // of 256 cycles, this many without a refill
    uint64_t drain_period;        // cycles the counters need for an event
    uint64_t learning;            // the FDB takes what it is told
    uint64_t seed;
};

enum Kind : uint64_t { FRAME, RX, LEARN, LOOKUP, FAULT, TRAILER_READ, FIRST_READ, SUMMARY };
enum Fault : uint64_t {
    READ_EMPTY, LOOKUP_TWICE, TAKE_WITHOUT_CELL, WRITE_TO_FREE_CELL, LINK_OF_FREE_CELL,
    CHAIN_BROKEN, EVENT_LOST, TWO_READS, STALE_LINK, READ_TOO_SOON
};

struct Sink {
    uint64_t *out;
    uint64_t capacity, used = 0;
    bool overflow = false;
    void put(std::initializer_list<uint64_t> head, const std::vector<uint64_t> &tail = {}) {
        if (used + 1 + head.size() + tail.size() > capacity) { overflow = true; return; }
        out[used++] = head.size() + tail.size();
        for (uint64_t v : head) out[used++] = v;
        for (uint64_t v : tail) out[used++] = v;
    }
};

struct Random {
    uint64_t state;
    uint64_t next() {
        state ^= state << 13; state ^= state >> 7; state ^= state << 17;
        return state;
    }
    uint64_t between(uint64_t low, uint64_t high) { return low + next() % (high - low + 1); }
};

struct Word { uint64_t low; uint64_t high; uint64_t from; };

static constexpr unsigned CELLS = 1u << CELL;

static void set_word(Vmodel &m, unsigned port, uint64_t low, uint64_t high) {
#define PORT(i) case i: m.words__024##i[0] = uint32_t(low); m.words__024##i[1] = uint32_t(low >> 32); \
                        m.words__024##i[2] = uint32_t(high); break;
    switch (port) {
        PORT(0) PORT(1) PORT(2) PORT(3) PORT(4)
#if PORTS > 5
        PORT(5) PORT(6) PORT(7) PORT(8)
#endif
    }
#undef PORT
}

struct Bench {
    Vmodel &m;
    const Settings &s;
    Sink sink;
    Random random;
    uint64_t cycle = 0;
    std::array<std::deque<Word>, PORTS> queues;
    std::array<bool, PORTS> at_start;
    std::array<uint64_t, PORTS> head_since{};
    std::array<uint64_t, PORTS> last_read{};
    std::unordered_map<uint64_t, uint64_t> fdb;
    struct Answer { uint64_t port; bool hit; uint64_t egress; };
    std::unordered_map<uint64_t, Answer> answers;   // by cycle
    std::array<bool, PORTS> looking{};
    std::deque<uint64_t> free_list, ready;
    std::vector<bool> taken = std::vector<bool>(CELLS);
    std::vector<uint64_t> memory = std::vector<uint64_t>(CELLS * 8, ~0ull);
    std::vector<int64_t> links = std::vector<int64_t>(CELLS, -1);
    std::vector<std::vector<uint64_t>> released;    // by cycle modulo
    std::deque<std::pair<bool, bool>> flags;        // cell_available, no_cells
    uint64_t events = 0, drain = 0, no_cells_cycles = 0, reads = 0;

    void fault(uint64_t code, uint64_t value) { sink.put({FAULT, cycle, code, value}); }

    void drive() {
        uint64_t empty = 0;
        for (unsigned p = 0; p < PORTS; p++) {
            bool has = !queues[p].empty() && queues[p].front().from <= cycle;
            if (has) {
                if (!head_since[p]) head_since[p] = cycle;
                set_word(m, p, queues[p].front().low, queues[p].front().high);
            } else {
                empty |= 1u << p;
                set_word(m, p, random.next(), random.next() & 0xFF);
            }
        }
        m.empty = empty;
        m.rx_enable = cycle < s.rx_enable_change_at ? s.rx_enable : s.rx_enable_after;
        auto answer = answers.find(cycle);
        m.lookup_done = answer != answers.end();
        m.lookup_done_port = random.next() & 15;
        m.lookup_hit = random.next() & 1;
        m.lookup_egress = random.next() & 15;
        if (answer != answers.end()) {
            m.lookup_done_port = answer->second.port;
            m.lookup_hit = answer->second.hit;
            if (answer->second.hit) m.lookup_egress = answer->second.egress;
            looking[answer->second.port] = false;
            answers.erase(answer);
        }
        m.cell_available = flags.front().first;
        m.no_cells = flags.front().second;
        no_cells_cycles += m.no_cells;
        m.free_cell = ready.empty() ? random.next() & (CELLS - 1) : ready.front();
        m.rx_almost_full = events >= 10;
    }

    void frame() {
        std::vector<uint64_t> words;
        uint64_t at = m.frame_first;
        for (unsigned i = 0; i < m.frame_cells; i++) {
            if (!taken[at]) fault(CHAIN_BROKEN, at);
            for (unsigned w = 0; w < 8; w++) words.push_back(memory[at * 8 + w]);
            // A released cell's words do not count as written again.
            for (unsigned w = 0; w < 8; w++) memory[at * 8 + w] = ~0ull;
            taken[at] = false;
            bool last = i + 1 == m.frame_cells;
            uint64_t hold = m.frame_egress ? random.between(s.hold_min, s.hold_max) : 1;
            released[(cycle + hold) % released.size()].push_back(at);
            if (last) {
                if (at != m.frame_last) fault(CHAIN_BROKEN, at);
                if (links[at] != -1) fault(STALE_LINK, at);
            } else {
                int64_t next = links[at];
                if (next < 0) { fault(CHAIN_BROKEN, at); break; }
                links[at] = -1;
                at = next;
            }
        }
        sink.put({FRAME, cycle, m.frame_ingress, m.frame_cells, m.frame_length, m.frame_egress,
                  m.frame_class, m.frame_priority, m.frame_reason}, words);
    }

    // What the block's outputs say in this cycle, before the edge.
    void sample() {
        unsigned grants = 0;
        for (unsigned p = 0; p < PORTS; p++) {
            if (!(m.read >> p & 1)) continue;
            grants++;
            reads++;
            if (m.empty >> p & 1) { fault(READ_EMPTY, p); continue; }
            if (last_read[p] && cycle - last_read[p] < 5) fault(READ_TOO_SOON, p);
            last_read[p] = cycle;
            const Word &word = queues[p].front();
            bool trailer = word.high >> 7 & 1;
            if (at_start[p]) sink.put({FIRST_READ, cycle, p});
            if (trailer) sink.put({TRAILER_READ, cycle, p, head_since[p]});
            at_start[p] = trailer;
            queues[p].pop_front();
            head_since[p] = 0;
        }
        if (grants > 1) fault(TWO_READS, m.read);
        if (m.lookup_valid) {
            if (looking[m.lookup_port]) fault(LOOKUP_TWICE, m.lookup_port);
            looking[m.lookup_port] = true;
            auto entry = fdb.find(m.lookup_key);
            uint64_t at = cycle + random.between(s.lookup_latency_min, s.lookup_latency_max);
            // One answer a cycle, and none later than 32 cycles on.
            while (answers.count(at)) at = at == cycle + 32 ? cycle + 1 : at + 1;
            answers[at] = {m.lookup_port, entry != fdb.end(), entry == fdb.end() ? 0 : entry->second};
            sink.put({LOOKUP, cycle, m.lookup_port, m.lookup_key});
        }
        if (m.learn_valid && s.learning) fdb[m.learn_key] = m.learn_port;
        if (m.learn_valid) sink.put({LEARN, cycle, m.learn_port, m.learn_key});
        if (m.write_enable) {
            if (!taken[m.write_address >> 3]) fault(WRITE_TO_FREE_CELL, m.write_address);
            memory[m.write_address] = m.write_data;
        }
        if (m.link_valid) {
            if (!taken[m.link_from] || !taken[m.link_to]) fault(LINK_OF_FREE_CELL, m.link_from);
            links[m.link_from] = m.link_to;
        }
        if (m.frame_valid) frame();
        if (m.rx_valid) {
            if (++events > 16) fault(EVENT_LOST, m.rx_port);
            sink.put({RX, cycle, m.rx_port, m.rx_length, m.rx_good, m.rx_class, m.rx_drop, m.rx_copies});
        }
        if (m.take_cell) {
            if (ready.empty()) fault(TAKE_WITHOUT_CELL, 0);
            else { taken[ready.front()] = true; ready.pop_front(); }
        }
        if (events && ++drain >= s.drain_period) { events--; drain = 0; }
        auto &back = released[cycle % released.size()];
        for (uint64_t cell : back) free_list.push_back(cell);
        back.clear();
        if (ready.size() < 16 && !free_list.empty() && (random.next() & 255) >= s.prefetch_pause) {
            ready.push_back(free_list.front());
            free_list.pop_front();
        }
        flags.push_back({ready.size() >= 8, ready.size() < 8 && free_list.empty()});
        flags.pop_front();
    }

    void run() {
        at_start.fill(true);
        released.resize(s.hold_max + 2);
        for (unsigned cell = 0; cell < s.cells; cell++) free_list.push_back(cell);
        for (uint64_t i = 0; i <= s.flag_lag; i++) flags.push_back({false, false});
        m.forward = s.forward; m.flood = s.flood; m.learn = s.learn;
        m.inject_ports = s.inject_ports; m.trap_link_local = s.trap_link_local;
        m.clock = 0;
        for (cycle = 1; cycle <= s.cycles; cycle++) {
            drive();
            m.eval();
            // There is no router: what was decided is the verdict.
            m.verdict_valid = m.decided_valid;
            m.verdict = m.decided;
            m.eval();
            sample();
            m.clock = 1; m.eval();
            m.clock = 0; m.eval();
        }
        uint64_t left = 0, held = 0;
        for (auto &queue : queues) left += queue.size();
        for (bool cell : taken) held += cell;
        sink.put({SUMMARY, cycle, left, held, no_cells_cycles, reads});
    }
};

// `words`: low, high, cycle from which on the word is in the FIFO; `word_counts`
// of each port, one port after the other. `entries`: key, port.
// The number of 64-bit words put to `out`, or 0 when `capacity` is too small.
extern "C" __attribute__((visibility("default"))) uint64_t run(
    const Settings *settings, const uint64_t *words, const uint64_t *word_counts,
    const uint64_t *entries, uint64_t entry_count, uint64_t *out, uint64_t capacity) {
    VerilatedContext context;
    Vmodel model(&context);
    Bench bench{model, *settings, Sink{out, capacity}, Random{settings->seed | 1}};
    for (unsigned p = 0; p < PORTS; p++)
        for (uint64_t i = 0; i < word_counts[p]; i++, words += 3)
            bench.queues[p].push_back({words[0], words[1], words[2]});
    for (uint64_t i = 0; i < entry_count; i++) bench.fdb[entries[2 * i]] = entries[2 * i + 1];
    bench.run();
    return bench.sink.overflow ? 0 : bench.sink.used;
}
