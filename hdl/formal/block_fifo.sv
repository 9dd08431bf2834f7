// BlockFifo: a queue in block RAM with two words of output registers.
//
//! prove depth 2
//! cover depth 20
//! mutants depth 16
//! tap block_fifo$ram: (* anyconst *) reg [2:0] tap_address; wire [3:0] tap_word = words[tap_address];
//! mutant write_while_full: accept = write & (stored_count$q != limit) => accept = write
//! mutant front_overwritten: advance = fetched$q & ((~front_valid$q) | read) => advance = fetched$q
//! mutant fetched_word_dropped: fetch = (stored_count$q != 32'h0) & ((~fetched$q) | advance) => fetch = (stored_count$q != 32'h0)
//! mutant count_ignores_reads: if (fetch & (~accept)) begin => if (1'b0) begin

module block_fifo_formal (
    input clock,
    input write,
    input [3:0] write_data,
    input read
);
    wire full, empty;
    wire [3:0] stored, read_data;
    block_fifo dut (
        .clock(clock), .write(write), .write_data(write_data), .full(full),
        .stored(stored), .empty(empty), .read(read), .read_data(read_data)
    );
    (* hierconn *) wire [2:0] \dut.write_pointer$q ;
    (* hierconn *) wire [2:0] \dut.read_pointer$q ;
    (* hierconn *) wire \dut.fetched$q ;
    (* hierconn *) wire \dut.fetch ;
    (* hierconn *) wire \dut.accept ;
    (* hierconn *) wire [3:0] \dut.ram$read_data ;
    (* hierconn *) wire [2:0] \dut.ram.tap_address ;
    (* hierconn *) wire [3:0] \dut.ram.tap_word ;

    // Words are numbered modulo 16; at most 10 are inside.
    reg [3:0] written = 0;
    reg [3:0] taken = 0;
    (* anyconst *) reg [3:0] index;
    reg [3:0] word = 0;
    wire [3:0] held = written - taken;
    wire [3:0] ahead = index - taken;
    // The word that leaves the RAM next.
    wire [3:0] inside = {3'b0, dut.fetched$q} + {3'b0, !empty};
    wire [3:0] next = taken + inside;
    always @(posedge clock) begin
        if (write && !full) begin
            written <= written + 1;
            if (written == index) word <= write_data;
        end
        if (read && !empty) taken <= taken + 1;
    end
    always @(*) assume (dut.ram.tap_address == index[2:0]);

    always @(*) begin
        assert (held <= 10);
        assert (full == (stored == 8));
        assert (stored <= 8 && held == stored + inside);
        if (!empty) assert (held != 0);
        if (!empty && index == taken) assert (read_data == word);
        if (dut.fetched$q && index == taken + !empty) assert (dut.ram$read_data == word);
        assert (dut.write_pointer$q == written[2:0]);
        assert (dut.read_pointer$q == next[2:0]);
        if (index - next < stored) assert (dut.ram.tap_word == word);
        // Never both at one address: the RAM's answer would be undefined.
        if (dut.fetch && dut.accept) assert (dut.read_pointer$q != dut.write_pointer$q);
    end

    // A word that is inside shows at the output within LATENCY (3) cycles of
    // its write, two after the RAM holds it.
    reg [1:0] quiet = 0;
    always @(posedge clock)
        if (held == 0 || !empty) quiet <= 0;
        else quiet <= quiet + 1;
    always @(*) begin
        assert (quiet <= 2);
        if (quiet == 1 && empty) assert (dut.fetched$q);
        if (quiet == 2) assert (!empty);
    end

    reg was_full = 0;
    always @(posedge clock) was_full <= was_full || full;
    always @(*) begin
        cover (held == 10);
        cover (was_full && taken == 9 && index == 9 && !empty && read_data == 6);
    end
endmodule
