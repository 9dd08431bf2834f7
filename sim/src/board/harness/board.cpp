// The board: the model, its clocks, and what is connected to its pins. Only
// rising edges have a time: nothing in the switch sees a clock fall, so a
// clock falls together with any later edge of another one.

namespace {

// Rises at `first`, then every `period`; femtoseconds. Rust has the same layout.
struct Clock {
    uint64_t period;
    uint64_t first;
};

// Why a run ended, and what it may end for.
enum Stop : uint32_t { CYCLES = 0, FRAME = 1, SERIAL = 2, QUIET = 4 };

class Board {
public:
    // Clocks: core_clock, then rx_clock and tx_clock of each port.
    explicit Board(const Clock* clocks) : pins_(port_pins(model_)) {
        for (size_t i = 0; i < CLOCKS; i++) {
            clocks_[i].period = clocks[i].period;
            clocks_[i].next = clocks[i].first;
            in_phase_ &= clocks[i].period == clocks[0].period && clocks[i].first == clocks[0].first;
        }
        clocks_[0].pin = &model_.core_clock;
        for (uint32_t port = 0; port < PORTS; port++) {
            const PortPins& pins = pins_[port];
            ClockState &rx = clocks_[1 + 2 * port], &tx = clocks_[2 + 2 * port];
            rx.pin = pins.rx_clock;
            tx.pin = pins.tx_clock;
            drivers_[port].attach(port, pins.rxd, pins.rx_dv, pins.rx_er, rx.period);
            monitors_[port].attach(port, pins.txd, pins.tx_en, pins.tx_er, tx.period);
        }
        line_out_.attach(&model_.uart_rx);
        line_in.attach(&model_.uart_tx);
        set_clocks(0);
        model_.eval();
    }

    ~Board() { model_.final(); }

    uint32_t run(uint64_t cycles, uint32_t until, uint64_t quiet) {
        const uint64_t end = core_cycle + cycles;
        until_ = until;
        quiet_ = quiet;
        run_start_ = core_cycle;
        frames_before_ = egress.records.size();
        serial_before_ = line_in.octets.size();
        return in_phase_ ? run_in_phase(end) : run_in_time(end);
    }

    // Only the model: the clocks in phase, and the receive pins from a table of
    // `length` rows of PORTS words where there is one (data, valid << 8, error << 9).
    void run_bare(uint64_t cycles, const uint16_t* table, size_t length) {
        size_t row = 0;
        for (uint64_t cycle = 0; cycle < cycles; cycle++) {
            if (length != 0) {
                for (size_t port = 0; port < PORTS; port++) {
                    const uint16_t word = table[row * PORTS + port];
                    *pins_[port].rxd = static_cast<CData>(word);
                    *pins_[port].rx_dv = word >> 8 & 1;
                    *pins_[port].rx_er = word >> 9 & 1;
                }
                row = row + 1 == length ? 0 : row + 1;
            }
            set_clocks(1);
            model_.eval();
            set_clocks(0);
            model_.eval();
        }
    }

    CarrierDriver& driver(size_t port) { return drivers_[port]; }
    SerialDriver& line_out() { return line_out_; }
    void set_link_up(uint32_t mask) { model_.link_up = mask; }

    SerialMonitor line_in;
    Log ingress, egress;
    uint64_t core_cycle = 0;
    uint64_t divisor = 1;
    // Core cycle at which there was last something on a port or to come, and
    // the same of the serial line.
    uint64_t wire_busy = 0, line_busy = 0;

private:
    static constexpr size_t CLOCKS = 1 + 2 * PORTS;

    struct ClockState {
        CData* pin = nullptr;
        uint64_t period = 0, next = 0, cycle = 0;
    };

    void set_clocks(CData level) {
        for (ClockState& clock : clocks_) *clock.pin = level;
    }

    // Everything rises at once.
    uint32_t run_in_phase(uint64_t end) {
        ClockState& clock = clocks_[0];
        while (core_cycle < end) {
            const uint64_t time = clock.next, cycle = core_cycle;
            bool wire = false;
            for (CarrierDriver& driver : drivers_) wire |= driver.edge(cycle, time, ingress);
            bool line = line_out_.edge(cycle, divisor);
            set_clocks(1);
            model_.eval();
            for (CarrierMonitor& monitor : monitors_) wire |= monitor.edge(cycle, time, egress);
            line |= line_in.edge(cycle, divisor);
            set_clocks(0);
            model_.eval();
            clock.next += clock.period;
            core_cycle++;
            if (wire) wire_busy = core_cycle;
            if (line) line_busy = core_cycle;
            if (const uint32_t reason = stops()) return reason;
        }
        return CYCLES;
    }

    // Each clock in its own time; edges at one instant are one evaluation.
    uint32_t run_in_time(uint64_t end) {
        while (core_cycle < end) {
            uint64_t time = NEVER;
            for (const ClockState& clock : clocks_) time = std::min(time, clock.next);
            fall_before(time);
            bool wire = false, line = false;
            const bool core = clocks_[0].next == time;
            if (core) line = line_out_.edge(core_cycle, divisor);
            for (size_t port = 0; port < PORTS; port++) {
                const ClockState& rx = clocks_[1 + 2 * port];
                if (rx.next == time) wire |= drivers_[port].edge(rx.cycle, time, ingress);
            }
            for (ClockState& clock : clocks_) *clock.pin = clock.next == time;
            model_.eval();
            for (size_t port = 0; port < PORTS; port++) {
                const ClockState& tx = clocks_[2 + 2 * port];
                if (tx.next == time) wire |= monitors_[port].edge(tx.cycle, time, egress);
            }
            if (core) line |= line_in.edge(core_cycle, divisor);
            for (ClockState& clock : clocks_) {
                if (clock.next != time) continue;
                clock.next += clock.period;
                clock.cycle++;
            }
            if (wire) wire_busy = core_cycle + core;
            if (line) line_busy = core_cycle + core;
            if (!core) continue;
            core_cycle++;
            if (const uint32_t reason = stops()) return reason;
        }
        return CYCLES;
    }

    // A clock that rises again with no other edge in between must fall first.
    void fall_before(uint64_t time) {
        bool falls = false;
        for (ClockState& clock : clocks_) {
            if (clock.next == time && *clock.pin) {
                *clock.pin = 0;
                falls = true;
            }
        }
        if (falls) model_.eval();
    }

    uint32_t stops() const {
        if (until_ == 0) return CYCLES;
        if (until_ & FRAME && egress.records.size() != frames_before_) return FRAME;
        if (until_ & SERIAL && line_in.octets.size() != serial_before_) return SERIAL;
        const uint64_t busy = std::max(std::max(wire_busy, line_busy), run_start_);
        return until_ & QUIET && core_cycle - busy >= quiet_ ? QUIET : CYCLES;
    }

    VerilatedContext context_;
    Vmodel model_{&context_};
    std::vector<PortPins> pins_;
    ClockState clocks_[CLOCKS];
    CarrierDriver drivers_[PORTS];
    CarrierMonitor monitors_[PORTS];
    SerialDriver line_out_;
    uint64_t quiet_ = 0, run_start_ = 0;
    size_t frames_before_ = 0, serial_before_ = 0;
    uint32_t until_ = 0;
    bool in_phase_ = true;
};

}  // namespace
