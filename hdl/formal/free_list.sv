// FreeList: each cell is in one place, for all time.
//
// Assumed of the users: a cell is taken only while one is ready; a chain that
// is offered is made of cells that are out, linked one behind the other in any
// order and number, and is held until it is taken. The link memory is modelled
// by its contract: appends and fetches at any pace, an answer 2 cycles later.
//
// A cell is FRESH (not yet handed out by the counter), READY (in the prefetch
// queue), MOVING (on its way there), LISTED, OUT (held by a user) or CHAINED
// (in the chain that is offered). Listed cells are numbered from the head on.
//
//! prove depth 2
//! cover depth 30
//! mutants depth 30
//! tap free_list$prefetch$ram: wire [63:0] tap_words; genvar k; generate for (k = 0; k < 16; k = k + 1) assign tap_words[4 * k +: 4] = words[k]; endgenerate
//! mutant fetch_while_appending: (~prefetch$full) & (~chain_valid) => (~prefetch$full)
//! mutant head_moves_early: if (phase$q == 32'h2) begin => if (phase$q == 32'h1) begin
//! mutant lone_cell_stays_listed: list_some$d = 1'b0 => list_some$d = 1'b1
//! mutant fresh_cell_skipped: fresh$d = fresh$q + 32'h1 => fresh$d = fresh$q + 32'h2

// 16 cells.
`define LOC(x) loc[3 * (x) +: 3]
`define POS(x) pos[4 * (x) +: 4]
`define LINK(x) link[4 * (x) +: 4]

module free_list_formal (
    input clock,
    input take_cell,
    input append_ready,
    input fetch_ready,
    input [3:0] walked,
    // A new chain: its cells, their order and their links.
    input offers,
    input [15:0] offer_cells,
    input [63:0] offer_pos,
    input [63:0] offer_link,
    input [3:0] offer_first,
    input [3:0] offer_last
);
    localparam FRESH = 0, READY = 1, MOVING = 2, LISTED = 3, OUT = 4, CHAINED = 5;
    wire cell_available, no_cells, chain_taken, append_valid, fetch;
    wire [3:0] free_cell, append_from, append_to, fetch_cell;
    wire [11:0] free_cells;
    reg chain_valid = 0;
    reg [3:0] chain_first = 0, chain_last = 0;
    reg [7:0] chain_cells = 0;
    // The answers of the link memory: behind its RAM, behind its register.
    reg [3:0] behind_ram = 0, next_cell = 0;
    free_list dut (
        .clock(clock), .free_cell(free_cell), .take_cell(take_cell),
        .cell_available(cell_available), .no_cells(no_cells), .free_cells(free_cells),
        .chain_valid(chain_valid), .chain_first(chain_first), .chain_last(chain_last),
        .chain_cells(chain_cells), .chain_taken(chain_taken),
        .append_valid(append_valid), .append_from(append_from), .append_to(append_to),
        .append_ready(append_ready), .fetch(fetch), .fetch_cell(fetch_cell),
        .fetch_ready(fetch_ready), .next_cell(next_cell)
    );
    (* hierconn *) wire [3:0] \dut.head$q ;
    (* hierconn *) wire [3:0] \dut.tail$q ;
    (* hierconn *) wire \dut.list_some$q ;
    (* hierconn *) wire [1:0] \dut.phase$q ;
    (* hierconn *) wire \dut.fetched$q ;
    (* hierconn *) wire [3:0] \dut.fresh$q ;
    (* hierconn *) wire \dut.fresh_done$q ;
    (* hierconn *) wire \dut.taken$q ;
    (* hierconn *) wire [7:0] \dut.returned$q ;
    (* hierconn *) wire \dut.prefetch.do_write ;
    (* hierconn *) wire \dut.prefetch.do_read ;
    (* hierconn *) wire [3:0] \dut.prefetch.write_data ;
    (* hierconn *) wire [3:0] \dut.prefetch.read_pointer$q ;
    (* hierconn *) wire [3:0] \dut.prefetch.write_pointer$q ;
    (* hierconn *) wire [3:0] \dut.prefetch.level$q ;
    (* hierconn *) wire \dut.prefetch.holds_some$q ;
    (* hierconn *) wire \dut.prefetch.holds_many$q ;
    (* hierconn *) wire \dut.prefetch.holds_all$q ;
    (* hierconn *) wire [63:0] \dut.prefetch.ram.tap_words ;

    reg [47:0] loc = 0;
    // Places in the list, or in the chain counted from 0, modulo 16.
    reg [63:0] pos = 0;
    reg [63:0] link = 0;
    reg [3:0] head_pos = 0;
    // Cells in the list.
    reg [4:0] length = 0;
    wire [3:0] tail_pos = head_pos + length[3:0] - 4'd1;
    wire [4:0] ready = {dut.prefetch.holds_all$q, dut.prefetch.level$q};
    wire takes = fetch && fetch_ready;
    wire appends = chain_valid && chain_taken;

    integer a, b, c, i, j, k;
    reg [3:0] behind, follows;
    reg [15:0] is_out, is_listed, is_chained, is_moving, is_fresh, is_ready;
    always @(*) begin
        assume (!take_cell || dut.prefetch.holds_some$q);
        for (a = 0; a < 16; a = a + 1) begin
            is_fresh[a] = `LOC(a) == FRESH;
            is_ready[a] = `LOC(a) == READY;
            is_moving[a] = `LOC(a) == MOVING;
            is_listed[a] = `LOC(a) == LISTED;
            is_out[a] = `LOC(a) == OUT;
            is_chained[a] = `LOC(a) == CHAINED;
        end
        // A chain: places from 0 to its last cell, one each, by the links.
        b = 0;
        behind = 0;
        if (offers) begin
            assume (!chain_valid && (offer_cells & ~is_out) == 0);
            assume (!take_cell || !offer_cells[free_cell]);
            assume (offer_cells[offer_first] && offer_pos[4 * offer_first +: 4] == 0);
            assume (offer_cells[offer_last]);
            assume (offer_pos[4 * offer_last +: 4] + 5'd1 == $countones(offer_cells));
            for (a = 0; a < 16; a = a + 1) if (offer_cells[a]) begin
                assume (offer_pos[4 * a +: 4] <= offer_pos[4 * offer_last +: 4]);
                for (b = a + 1; b < 16; b = b + 1) assume (!offer_cells[b]
                    || offer_pos[4 * b +: 4] != offer_pos[4 * a +: 4]);
                behind = offer_link[4 * a +: 4];
                if (a != offer_last) assume (offer_cells[behind]
                    && offer_pos[4 * behind +: 4] == offer_pos[4 * a +: 4] + 4'd1);
            end
        end
    end

    always @(posedge clock) begin
        for (c = 0; c < 16; c = c + 1) begin
            if (offers && offer_cells[c]) begin
                `LOC(c) <= CHAINED;
                `POS(c) <= offer_pos[4 * c +: 4];
                `LINK(c) <= offer_link[4 * c +: 4];
            end
            if (appends && is_chained[c]) begin
                `LOC(c) <= LISTED;
                `POS(c) <= head_pos + length[3:0] + `POS(c);
            end
            if (append_valid && append_ready && c == append_from) `LINK(c) <= append_to;
            if (takes && c == fetch_cell) `LOC(c) <= MOVING;
            if (dut.prefetch.do_write && c == dut.prefetch.write_data) `LOC(c) <= READY;
            if (dut.prefetch.do_read && c == free_cell) `LOC(c) <= OUT;
        end
        chain_valid <= offers || (chain_valid && !chain_taken);
        if (offers) begin
            chain_first <= offer_first;
            chain_last <= offer_last;
            chain_cells <= $countones(offer_cells);
        end
        length <= length + (appends ? chain_cells[4:0] : 5'd0) - takes;
        head_pos <= head_pos + takes;
        // The egress reader uses the memory, too.
        behind_ram <= takes ? `LINK(fetch_cell) : walked;
        next_cell <= behind_ram;
    end

    // The list's first cell: `head`, or the answer that is awaited.
    wire [3:0] front = dut.phase$q == 1 ? behind_ram : dut.phase$q == 2 ? next_cell : dut.head$q;
    reg [15:0] in_prefetch;
    reg [3:0] place;
    reg [3:0] cell_there;
    always @(*) begin
        // A cell that is handed out was in nobody's hands.
        if (dut.prefetch.holds_some$q) assert (is_ready[free_cell]);
        // None is lost: each is reached through the counter, the queue or the list.
        in_prefetch = 0;
        for (k = 0; k < 16; k = k + 1) begin
            place = k - dut.prefetch.read_pointer$q;
            cell_there = dut.prefetch.ram.tap_words[4 * k +: 4];
            if ({1'b0, place} < ready) begin
                assert (!in_prefetch[cell_there]);
                in_prefetch[cell_there] = 1;
            end
        end
        assert (in_prefetch == is_ready);
        assert (length == $countones(is_listed));
        assert (dut.list_some$q == (length != 0));
        for (i = 0; i < 16; i = i + 1) begin
            assert (`LOC(i) <= CHAINED);
            assert (is_fresh[i] == (!dut.fresh_done$q && i >= dut.fresh$q));
            follows = `POS(i) - head_pos;
            if (is_listed[i]) begin
                assert ({1'b0, follows} < length);
                assert ((i == dut.tail$q) == (`POS(i) == tail_pos));
                assert ((i == front) == (`POS(i) == head_pos));
                if (i != dut.tail$q)
                    assert (is_listed[`LINK(i)] && `POS(`LINK(i)) == `POS(i) + 4'd1);
            end
            for (j = i + 1; j < 16; j = j + 1)
                if (`LOC(i) == `LOC(j) && (is_listed[i] || is_chained[i])) assert (`POS(i) != `POS(j));
            // The chain that is offered stays what it was.
            if (is_chained[i]) begin
                assert (`POS(i) <= `POS(chain_last));
                if (i != chain_last)
                    assert (is_chained[`LINK(i)] && `POS(`LINK(i)) == `POS(i) + 4'd1);
            end
        end
        if (length != 0) assert (is_listed[front] && is_listed[dut.tail$q]);
        assert (chain_valid == (is_chained != 0));
        if (chain_valid) assert (is_chained[chain_first] && `POS(chain_first) == 0
            && is_chained[chain_last] && `POS(chain_last) + 5'd1 == chain_cells
            && chain_cells == $countones(is_chained));
        // A cell on its way is written into the queue in the next cycle.
        assert (is_moving == (dut.fetched$q ? 16'h1 << dut.head$q : 16'h0));
        if (dut.fetched$q) assert (!dut.prefetch.holds_all$q && dut.fresh_done$q);
        if (dut.fetched$q) assert (dut.phase$q == 1 || dut.phase$q == 0);
        assert (dut.phase$q != 3 && (dut.phase$q != 1 || dut.fetched$q));
        if (dut.phase$q != 0) assert (dut.list_some$q && dut.fresh_done$q);
        if (dut.phase$q == 0 && dut.fetched$q && dut.list_some$q) assert (0);
        // The count is two cycles late for cells taken, and for chains.
        assert (free_cells + dut.returned$q - dut.taken$q
            == 16 - $countones(is_out) - $countones(is_chained));
        // The queue's registers, which `SyncFifo` is proven to keep.
        assert (ready <= 16 && dut.prefetch.holds_some$q == (ready != 0));
        assert (dut.prefetch.holds_many$q == (ready >= 8) && cell_available == (ready >= 8));
        assert (dut.prefetch.write_pointer$q - dut.prefetch.read_pointer$q == dut.prefetch.level$q);
    end

    // Who waits for cells hears of it when none is to come.
    reg nothing_comes = 0;
    always @(posedge clock) nothing_comes <= !cell_available && dut.fresh_done$q
        && !dut.list_some$q && !dut.fetched$q && !chain_valid;
    always @(*) if (nothing_comes) assert (no_cells);

    reg recycled = 0;
    always @(posedge clock) if (dut.fetched$q && length >= 2) recycled <= 1;
    always @(*) begin
        cover (no_cells);
        cover (recycled && chain_valid && append_valid);
    end
endmodule
