// The far end of the serial line: 8 data bits, no parity, one stop bit, lowest
// bit first. Called once for every rising edge of core_clock.

namespace {

// Towards the switch.
class SerialDriver {
public:
    void attach(CData* line) {
        line_ = line;
        *line_ = 1;
    }

    void submit(const uint8_t* octets, size_t count) {
        queue_.insert(queue_.end(), octets, octets + count);
        if (next_ == NEVER && count != 0) next_ = 0;
    }

    // Octets not yet on the line, and the one on it.
    size_t queued() const { return queue_.size() + (next_ != NEVER && bits_ != IDLE); }

    // Sets the bit that the edge of `cycle` samples; whether the line is in use.
    // An octet keeps the divisor it began with.
    bool edge(uint64_t cycle, uint64_t divisor) {
        if (cycle < next_) return next_ != NEVER;
        if (bits_ <= 1) {
            if (queue_.empty()) {
                next_ = NEVER;
                bits_ = IDLE;
                return false;
            }
            // Stop bit, octet, start bit; a one on top ends the octet.
            bits_ = 3u << 9 | static_cast<uint32_t>(queue_.front()) << 1;
            queue_.pop_front();
            divisor_ = divisor;
        }
        *line_ = bits_ & 1;
        bits_ >>= 1;
        next_ = cycle + divisor_;
        return true;
    }

private:
    static constexpr uint32_t IDLE = 0;

    CData* line_ = nullptr;
    std::deque<uint8_t> queue_;
    uint64_t next_ = NEVER, divisor_ = 1;
    uint32_t bits_ = IDLE;
};

// From the switch. An octet whose stop bit is 0 is delivered and counted, as
// the noise that a receiver at a wrong speed hears.
class SerialMonitor {
public:
    std::vector<uint8_t> octets;
    uint64_t framing_errors = 0;

    void attach(const CData* line) { line_ = line; }

    // Takes the bit that the edge of `cycle` launched; whether the line is in use.
    bool edge(uint64_t cycle, uint64_t divisor) {
        if (state_ == IDLE) {
            if (*line_) return false;
            state_ = START;
            divisor_ = divisor;
            next_ = cycle + divisor / 2;
        }
        if (state_ == BREAK) {
            if (*line_) state_ = IDLE;
            return !*line_;
        }
        if (cycle < next_) return true;
        next_ += divisor_;
        if (state_ == START) {
            // A pulse shorter than half a bit is no start bit.
            state_ = *line_ ? IDLE : 0;
        } else if (state_ < 8) {
            octet_ = static_cast<uint8_t>(octet_ >> 1 | *line_ << 7);
            state_++;
        } else {
            octets.push_back(octet_);
            framing_errors += !*line_;
            state_ = *line_ ? IDLE : BREAK;
        }
        return true;
    }

private:
    // 0 to 7: next is this data bit; 8: next is the stop bit.
    static constexpr int START = -1, IDLE = -2, BREAK = -3;

    const CData* line_ = nullptr;
    uint64_t next_ = 0, divisor_ = 1;
    int state_ = IDLE;
    uint8_t octet_ = 0;
};

}  // namespace
