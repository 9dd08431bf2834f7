// TxPort between a reader in core_clock and a line in tx_clock.
#include "Vmodel.h"

extern "C" {

struct Clock {
    uint64_t period;  // even
    uint64_t first;   // time of the first rising edge, at least period / 2
};

struct Word {
    uint64_t octets;
    uint32_t end;
    uint32_t first_cycle;  // the earliest core cycle of its write
    uint64_t written;      // out: time of the write's edge
};

struct Run {
    Clock core;
    Clock tx;
    Word* words;
    uint64_t word_count;
    uint64_t overshoot;    // writes that still follow a rise of almost_full
    uint16_t* line;        // out: TXD, TX_EN << 8, TX_ER << 9 behind each tx edge
    uint64_t line_length;  // tx edges to run
    uint64_t underruns;    // out
    uint64_t stalls;       // out: core cycles in which almost_full held a write back
};

__attribute__((visibility("default"))) void run(Run* run) {
    VerilatedContext context;
    Vmodel model(&context);
    model.core_clock = model.tx_clock = model.write = 0;
    model.eval();
    uint64_t written = 0, writes_after_rise = 0, core_cycle = 0, tx_edge = 0;
    uint64_t core_time = run->core.first - run->core.period / 2;
    uint64_t tx_time = run->tx.first - run->tx.period / 2;
    bool core_rises = false, tx_rises = false;
    while (tx_edge < run->line_length) {
        uint64_t now = core_time < tx_time ? core_time : tx_time;
        bool core_falls = false, tx_falls = false;
        if (core_time == now) {
            model.core_clock = core_rises;
            core_falls = !core_rises;
            core_rises = !core_rises;
            core_time += run->core.period / 2;
        }
        if (tx_time == now) {
            model.tx_clock = tx_rises;
            tx_falls = !tx_rises;
            tx_rises = !tx_rises;
            tx_time += run->tx.period / 2;
        }
        model.eval();
        if (core_falls) {  // inputs for the rising edge that comes next
            run->underruns += model.underrun;
            if (!model.almost_full) writes_after_rise = 0;
            bool due = written < run->word_count && run->words[written].first_cycle <= core_cycle;
            bool fits = !model.almost_full || writes_after_rise < run->overshoot;
            run->stalls += due && !fits;
            model.write = due && fits;
            if (model.write) {
                writes_after_rise += model.almost_full;
                Word* word = &run->words[written++];
                model.data[0] = uint32_t(word->octets);
                model.data[1] = uint32_t(word->octets >> 32);
                model.data[2] = word->end;
                word->written = core_time;
            }
            core_cycle++;
            model.eval();
        }
        if (tx_falls && tx_time > run->tx.first) {
            run->line[tx_edge++] = model.gmii_txd | model.gmii_tx_en << 8 | model.gmii_tx_er << 9;
        }
    }
    for (; written < run->word_count; written++) run->words[written].written = UINT64_MAX;
}

}
