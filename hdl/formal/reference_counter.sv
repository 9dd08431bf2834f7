// ReferenceCounter: a frame's chain comes back exactly when no copy is left.
//
// One arbitrary frame of 16 is followed through all of its lives; the events
// of the other frames are free. Assumed of the users: each life is settled
// once and sent as often as it has copies (at most 9), and no event comes
// while its queue is full (the arithmetic in the block's header).
//
//! prove depth 2
//! cover depth 30
//! mutants depth 16
//! tap reference_counter$counts: (* anyconst *) reg [3:0] tap_address; wire [23:0] tap_word = words[tap_address];
//! tap reference_counter$sent_queue$ram: wire [63:0] tap_words; genvar k; generate for (k = 0; k < 16; k = k + 1) assign tap_words[4 * k +: 4] = words[k]; endgenerate
//! tap reference_counter$settled_queue$ram: wire [575:0] tap_words; genvar k; generate for (k = 0; k < 16; k = k + 1) assign tap_words[36 * k +: 36] = words[k]; endgenerate
//! mutant a_copy_counts_twice: change$d = 32'hf => change$d = 32'he
//! mutant returned_with_a_copy_left: returned$d = count == 32'h0 => returned$d = count <= 32'h1
//! mutant chain_overwritten: store = (phase$q == 32'h2) & ~returned$q => store = (phase$q == 32'h2)
//! mutant count_read_a_cycle_late: counts$read_enable = phase$q == 32'h0 => counts$read_enable = phase$q == 32'h1
//! mutant last_cell_of_a_copy: if (is_settled$q) begin => if (1'b1) begin

module reference_counter_formal (
    input clock,
    input sent,
    input [3:0] sent_frame,
    input settled,
    input [3:0] settled_frame,
    input [3:0] settled_last,
    input [7:0] settled_cells,
    input [3:0] settled_copies,
    input chain_taken,
    input begins,
    input [3:0] begin_copies
);
    wire almost_full, chain_valid;
    wire [3:0] chain_first, chain_last;
    wire [7:0] chain_cells;
    reference_counter dut (
        .clock(clock), .sent(sent), .sent_frame(sent_frame), .settled(settled),
        .settled_frame(settled_frame), .settled_last(settled_last),
        .settled_cells(settled_cells), .settled_copies(settled_copies),
        .almost_full(almost_full), .chain_valid(chain_valid), .chain_first(chain_first),
        .chain_last(chain_last), .chain_cells(chain_cells), .chain_taken(chain_taken)
    );
    (* hierconn *) wire [1:0] \dut.phase$q ;
    (* hierconn *) wire [3:0] \dut.frame$q ;
    (* hierconn *) wire [3:0] \dut.last$q ;
    (* hierconn *) wire [7:0] \dut.cells$q ;
    (* hierconn *) wire [3:0] \dut.change$q ;
    (* hierconn *) wire \dut.is_settled$q ;
    (* hierconn *) wire [23:0] \dut.old$q ;
    (* hierconn *) wire \dut.store ;
    (* hierconn *) wire [23:0] \dut.counts$read_data ;
    (* hierconn *) wire [3:0] \dut.counts.tap_address ;
    (* hierconn *) wire [23:0] \dut.counts.tap_word ;
    (* hierconn *) wire [63:0] \dut.sent_queue.ram.tap_words ;
    (* hierconn *) wire [3:0] \dut.sent_queue.read_pointer$q ;
    (* hierconn *) wire [3:0] \dut.sent_queue.write_pointer$q ;
    (* hierconn *) wire [3:0] \dut.sent_queue.level$q ;
    (* hierconn *) wire \dut.sent_queue.holds_all$q ;
    (* hierconn *) wire \dut.sent_queue.holds_some$q ;
    (* hierconn *) wire [575:0] \dut.settled_queue.ram.tap_words ;
    (* hierconn *) wire [3:0] \dut.settled_queue.read_pointer$q ;
    (* hierconn *) wire [3:0] \dut.settled_queue.write_pointer$q ;
    (* hierconn *) wire [3:0] \dut.settled_queue.level$q ;
    (* hierconn *) wire \dut.settled_queue.holds_all$q ;
    (* hierconn *) wire \dut.settled_queue.holds_some$q ;

    // The frame that is followed: from `begins` until its chain is taken.
    (* anyconst *) reg [3:0] frame;
    always @(*) assume (dut.counts.tap_address == frame);
    reg lives = 0;
    reg unsettled = 0;
    reg [3:0] copies = 0, unsent = 0;
    reg [3:0] counted = 0;
    reg is_counted = 0;
    reg [3:0] last = 0;
    reg [7:0] cells = 0;
    wire is_back = chain_valid && chain_first == frame;
    wire sends = sent && sent_frame == frame;
    wire settles = settled && settled_frame == frame;
    wire counts_sent = dut.store && dut.frame$q == frame && !dut.is_settled$q;
    wire counts_settled = dut.store && dut.frame$q == frame && dut.is_settled$q;
    always @(*) begin
        if (begins) assume (!lives && begin_copies <= 9);
        if (sends) assume (lives && unsent != 0);
        if (settles) assume (lives && unsettled && settled_copies == copies);
        if (sent) assume (!dut.sent_queue.holds_all$q);
        if (settled) assume (!dut.settled_queue.holds_all$q);
    end
    always @(posedge clock) begin
        if (begins) begin
            lives <= 1;
            unsettled <= 1;
            copies <= begin_copies;
            unsent <= begin_copies;
            counted <= 0;
            is_counted <= 0;
        end
        if (sends) unsent <= unsent - 1;
        if (settles) begin
            unsettled <= 0;
            last <= settled_last;
            cells <= settled_cells;
        end
        if (counts_sent) counted <= counted + 1;
        if (counts_settled) is_counted <= 1;
        if (is_back && chain_taken) lives <= 0;
    end

    // Its events that wait in the queues.
    wire [4:0] sent_level = {dut.sent_queue.holds_all$q, dut.sent_queue.level$q};
    wire [4:0] settled_level = {dut.settled_queue.holds_all$q, dut.settled_queue.level$q};
    reg [15:0] waits_sent, waits_settled;
    reg [35:0] event_settled;
    reg [3:0] place;
    integer i;
    always @(*) begin
        waits_sent = 0;
        waits_settled = 0;
        event_settled = 0;
        for (i = 0; i < 16; i = i + 1) begin
            place = i - dut.sent_queue.read_pointer$q;
            waits_sent[i] = {1'b0, place} < sent_level
                && dut.sent_queue.ram.tap_words[4 * i +: 4] == frame;
            place = i - dut.settled_queue.read_pointer$q;
            if ({1'b0, place} < settled_level
                && dut.settled_queue.ram.tap_words[36 * i + 12 +: 4] == frame) begin
                waits_settled[i] = 1;
                event_settled = event_settled | dut.settled_queue.ram.tap_words[36 * i +: 36];
            end
        end
    end
    wire at_work = dut.phase$q != 0 && dut.frame$q == frame;
    wire works_sent = at_work && !dut.is_settled$q;
    wire works_settled = at_work && dut.is_settled$q;
    wire [5:0] sent_on_the_way = $countones(waits_sent) + works_sent;

    always @(*) begin
        // The chain is offered exactly when all events are counted, and with
        // what the frame was settled with.
        if (is_back) assert (lives && is_counted && counted == copies && unsent == 0);
        if (lives && is_counted && counted == copies) assert (is_back);
        if (is_back) assert (chain_last == last && chain_cells == cells);
        // No event is lost or doubled.
        assert (unsent + sent_on_the_way + counted == copies || !lives);
        assert (unsettled + $countones(waits_settled) + works_settled + is_counted == 1 || !lives);
        if (!lives) assert (!at_work && waits_sent == 0 && waits_settled == 0);
        assert (copies <= 9 && counted <= copies && unsent <= copies);
        // What waits and what is stored is what was said.
        if (waits_settled != 0) assert (event_settled == {8'h0, last, 8'h0, frame, cells, copies});
        if (works_settled) assert (dut.last$q == last && dut.cells$q == cells && dut.change$q == copies);
        if (dut.phase$q != 0 && !dut.is_settled$q) assert (dut.change$q == 15);
        assert (dut.phase$q != 3);
        assert (dut.counts.tap_word[3:0] == (lives ? (is_counted ? copies : 4'h0) - counted : 4'h0));
        if (lives && is_counted) assert (dut.counts.tap_word[23:4] == {8'h0, last, cells});
        if (at_work && dut.phase$q == 1) assert (dut.counts$read_data == dut.counts.tap_word);
        if (at_work && dut.phase$q == 2) assert (dut.old$q == dut.counts.tap_word);
        // The queues' flags, which `SyncFifo` is proven to keep.
        assert (dut.sent_queue.holds_some$q == (sent_level != 0) && sent_level <= 16);
        assert (dut.settled_queue.holds_some$q == (settled_level != 0) && settled_level <= 16);
        assert (dut.sent_queue.write_pointer$q - dut.sent_queue.read_pointer$q == dut.sent_queue.level$q);
        assert (dut.settled_queue.write_pointer$q - dut.settled_queue.read_pointer$q == dut.settled_queue.level$q);
        assert (almost_full == (settled_level >= 12));
    end

    reg early = 0;
    always @(posedge clock) if (counts_sent && unsettled) early <= 1;
    always @(*) begin
        cover (is_back && copies == 0);
        cover (is_back && copies == 3 && early);
    end
endmodule
