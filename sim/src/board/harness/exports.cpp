// What Rust calls. Every pointer that is handed out holds until the next call.

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT Board* board_open(const Clock* clocks) { return new Board(clocks); }

EXPORT void board_close(Board* board) { delete board; }

EXPORT uint32_t board_run(Board* board, uint64_t cycles, uint32_t until, uint64_t quiet) {
    return board->run(cycles, until, quiet);
}

EXPORT void board_run_bare(Board* board, uint64_t cycles, const uint16_t* table, size_t length) {
    board->run_bare(cycles, table, length);
}

EXPORT void board_send(Board* board, uint32_t port, uint64_t id, uint64_t not_before, uint32_t gap,
                       const uint8_t* octets, size_t count, const uint32_t* errors, size_t error_count) {
    board->driver(port).submit({id, not_before, gap, {octets, octets + count}, {errors, errors + error_count}});
}

EXPORT size_t board_queued(Board* board, uint32_t port) { return board->driver(port).queued(); }

EXPORT size_t board_ingress(Board* board, const Record** records) {
    *records = board->ingress.records.data();
    return board->ingress.records.size();
}

EXPORT size_t board_egress(Board* board, const Record** records, const uint8_t** octets,
                           const uint32_t** errors) {
    *records = board->egress.records.data();
    *octets = board->egress.octets.data();
    *errors = board->egress.errors.data();
    return board->egress.records.size();
}

EXPORT void board_clear_ingress(Board* board) { board->ingress.clear(); }

EXPORT void board_clear_egress(Board* board) { board->egress.clear(); }

EXPORT void board_serial_send(Board* board, const uint8_t* octets, size_t count) {
    board->line_out().submit(octets, count);
}

EXPORT size_t board_serial_queued(Board* board) { return board->line_out().queued(); }

EXPORT size_t board_serial_received(Board* board, uint8_t* octets, size_t most) {
    std::vector<uint8_t>& from = board->line_in.octets;
    const size_t count = std::min(most, from.size());
    std::copy_n(from.begin(), count, octets);
    from.erase(from.begin(), from.begin() + static_cast<ptrdiff_t>(count));
    return count;
}

EXPORT uint64_t board_framing_errors(Board* board) { return board->line_in.framing_errors; }

EXPORT void board_set_divisor(Board* board, uint64_t divisor) { board->divisor = divisor; }

EXPORT void board_set_link_up(Board* board, uint32_t mask) { board->set_link_up(mask); }

EXPORT uint64_t board_cycle(Board* board) { return board->core_cycle; }

EXPORT uint64_t board_wire_busy(Board* board) { return board->wire_busy; }

EXPORT uint64_t board_line_busy(Board* board) { return board->line_busy; }
