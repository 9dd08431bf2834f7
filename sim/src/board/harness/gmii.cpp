// One side of GMII: a driver in the place of the PHY's receiver and a monitor
// in the place of its transmitter. Both are called once for every rising edge
// of their clock.
//
// An octet is on the wire for the clock period that ends at the edge which
// samples it (towards the switch), or that starts at the edge which launches
// it (from the switch). A register between the two shows as one period.

#include "Vmodel.h"
#include "verilated.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace {

constexpr uint64_t NEVER = UINT64_MAX;

// A carrier event that is over; times in femtoseconds. Rust has the same layout.
struct Record {
    uint64_t id;
    uint64_t first_bit;
    uint64_t last_bit;
    uint64_t first_cycle;
    uint32_t port;
    uint32_t length;
    uint32_t errors;
    uint32_t reserved;
};

// What waits for Rust: records, and their octets and error positions in the
// records' order.
struct Log {
    std::vector<Record> records;
    std::vector<uint8_t> octets;
    std::vector<uint32_t> errors;

    void clear() {
        records.clear();
        octets.clear();
        errors.clear();
    }
};

struct CarrierEvent {
    uint64_t id;
    uint64_t not_before;
    uint32_t gap;
    std::vector<uint8_t> octets;
    std::vector<uint32_t> errors;
};

class CarrierDriver {
public:
    void attach(uint32_t port, CData* data, CData* valid, CData* error, uint64_t period) {
        port_ = port;
        data_ = data;
        valid_ = valid;
        error_ = error;
        period_ = period;
        *data_ = *valid_ = *error_ = 0;
    }

    void submit(CarrierEvent&& event) {
        queue_.push_back(std::move(event));
        if (!active_ && queue_.size() == 1) schedule();
    }

    size_t queued() const { return queue_.size(); }

    // Sets the pins that the edge of `cycle` at `time` samples; whether the
    // driver has anything to do now or later.
    bool edge(uint64_t cycle, uint64_t time, Log& log) {
        if (!active_) {
            if (cycle < start_) return start_ != NEVER;
            begin(cycle, time);
        }
        const CarrierEvent& event = queue_.front();
        if (position_ == event.octets.size()) {
            end(cycle, log);
            return true;
        }
        *data_ = event.octets[position_];
        const bool faulty = next_error_ < event.errors.size() && event.errors[next_error_] == position_;
        next_error_ += faulty;
        *error_ = faulty;
        position_++;
        last_bit_ = time;
        return true;
    }

private:
    void begin(uint64_t cycle, uint64_t time) {
        active_ = true;
        position_ = next_error_ = 0;
        first_cycle_ = cycle;
        first_bit_ = time - period_;
        *valid_ = 1;
    }

    void end(uint64_t cycle, Log& log) {
        *data_ = *valid_ = *error_ = 0;
        const CarrierEvent& event = queue_.front();
        log.records.push_back({event.id, first_bit_, last_bit_, first_cycle_, port_,
                               static_cast<uint32_t>(event.octets.size()),
                               static_cast<uint32_t>(event.errors.size()), 0});
        queue_.pop_front();
        active_ = false;
        used_ = true;
        idle_since_ = cycle;
        schedule();
    }

    void schedule() {
        if (queue_.empty()) {
            start_ = NEVER;
            return;
        }
        const uint64_t earliest = used_ ? idle_since_ + queue_.front().gap : 0;
        start_ = std::max(earliest, queue_.front().not_before);
    }

    CData *data_ = nullptr, *valid_ = nullptr, *error_ = nullptr;
    std::deque<CarrierEvent> queue_;
    uint64_t period_ = 0;
    uint64_t start_ = NEVER;
    // First cycle without carrier behind the last event; only when there was one.
    uint64_t idle_since_ = 0;
    uint64_t first_cycle_ = 0, first_bit_ = 0, last_bit_ = 0;
    size_t position_ = 0, next_error_ = 0;
    uint32_t port_ = 0;
    bool active_ = false, used_ = false;
};

class CarrierMonitor {
public:
    void attach(uint32_t port, const CData* data, const CData* valid, const CData* error, uint64_t period) {
        port_ = port;
        data_ = data;
        valid_ = valid;
        error_ = error;
        period_ = period;
    }

    // Takes what the edge of `cycle` at `time` launched; whether there is carrier.
    bool edge(uint64_t cycle, uint64_t time, Log& log) {
        if (*valid_) {
            if (octets_.empty()) {
                first_cycle_ = cycle;
                first_bit_ = time;
            }
            if (*error_) errors_.push_back(static_cast<uint32_t>(octets_.size()));
            octets_.push_back(*data_);
            last_bit_ = time + period_;
            return true;
        }
        if (octets_.empty()) return false;
        log.records.push_back({count_++, first_bit_, last_bit_, first_cycle_, port_,
                               static_cast<uint32_t>(octets_.size()),
                               static_cast<uint32_t>(errors_.size()), 0});
        log.octets.insert(log.octets.end(), octets_.begin(), octets_.end());
        log.errors.insert(log.errors.end(), errors_.begin(), errors_.end());
        octets_.clear();
        errors_.clear();
        return true;
    }

private:
    const CData *data_ = nullptr, *valid_ = nullptr, *error_ = nullptr;
    std::vector<uint8_t> octets_;
    std::vector<uint32_t> errors_;
    uint64_t period_ = 0, count_ = 0;
    uint64_t first_cycle_ = 0, first_bit_ = 0, last_bit_ = 0;
    uint32_t port_ = 0;
};

}  // namespace
