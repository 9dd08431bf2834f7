// PHYs on an MDIO bus, from IEEE 802.3-2022 22.2.4 and 22.3.4. Times in
// nanoseconds. What the station does wrong is counted by kind.
#include <cstdint>

struct Phys {
    uint16_t registers[32][32] = {};
    bool present[32] = {};
    // Registers whose reads a PHY leaves unanswered.
    bool silent[32][32] = {};
    uint64_t reads = 0, writes = 0;
    // Periods or halves of MDC too short, MDIO changes too close to MDC's edge,
    // preamble too short, no start or opcode, wrong turnaround, data not driven.
    uint64_t short_clocks = 0, close_changes = 0, short_preambles = 0, bad_frames = 0, bad_turnarounds = 0, released = 0;
    // What the PHY drives.
    bool drives = false, level = true;

    void step(int64_t now, bool mdc, bool station_drives, bool station_level) {
        bool line = station_drives ? station_level : true;
        if (line != last_line) {
            if (rose >= 0 && now - rose < 10) close_changes++;
            changed = now;
            last_line = line;
        }
        if (drives_at >= 0 && now >= drives_at) {
            drives = next_drives;
            level = next_level;
            drives_at = -1;
        }
        if (mdc && !last_mdc) {
            if (rose >= 0 && now - rose < 400) short_clocks++;
            if (fell >= 0 && now - fell < 160) short_clocks++;
            if (station_drives && changed >= 0 && now - changed < 10) close_changes++;
            rose = now;
            rising(now, station_drives, line);
        }
        if (!mdc && last_mdc) {
            if (now - rose < 160) short_clocks++;
            fell = now;
        }
        last_mdc = mdc;
    }

private:
    int64_t rose = -1, fell = -1, changed = -1, drives_at = -1;
    bool last_mdc = false, last_line = true, next_drives = false, next_level = true;
    int ones = 0, place = -1;  // place: bits of the frame behind the preamble, -1 in it
    uint32_t bits = 0;

    void rising(int64_t now, bool station_drives, bool line) {
        if (place < 0) {
            if (station_drives && line) {
                ones++;
                return;
            }
            if (!station_drives) {
                ones = 0;
                return;
            }
            if (ones < 32) short_preambles++;
            ones = 0;
            place = 0;
            bits = 0;
        }
        bits = bits << 1 | line;
        place++;
        if (place == 4 && bits != 6 && bits != 5) {
            bad_frames++;
            place = -1;
            return;
        }
        if (place < 14) return;
        bool is_read = (place == 14 ? bits >> 12 & 3 : opcode) == 2;
        if (place == 14) {
            opcode = bits >> 10 & 3;
            is_read = opcode == 2;
            phy = bits >> 5 & 31;
            address = bits & 31;
            reads += is_read;
            writes += !is_read;
            if (is_read && present[phy]) data = registers[phy][address];
        } else if (is_read && station_drives) {
            bad_turnarounds++;
        } else if (!is_read && !station_drives) {
            released++;
        }
        if (!is_read && place == 16 && (bits & 3) != 2) bad_turnarounds++;
        if (is_read && present[phy] && !silent[phy][address]) {
            // The second bit of the turnaround, then data, the longest after the edge.
            drives_at = now + 300;
            next_drives = place >= 15 && place < 32;
            next_level = place == 15 ? false : data >> (31 - place) & 1;
        }
        if (place == 32) {
            if (!is_read && present[phy]) registers[phy][address] = bits & 0xFFFF;
            place = -1;
        }
    }
    uint32_t opcode = 0, phy = 0, address = 0, data = 0;
};
