// SyncFifo: a queue whose flags are exact.
//
//! prove depth 2
//! cover depth 20
//! mutants depth 20
//! tap sync_fifo$ram: (* anyconst *) reg [3:0] tap_address; wire [3:0] tap_word = words[tap_address];
//! mutant write_while_full: do_write = write & ~holds_all$q => do_write = write
//! mutant read_while_empty: do_read = read & holds_some$q => do_read = read
//! mutant full_a_word_late: if (level$q == last) begin => if (level$q == 4'h0) begin
//! mutant almost_full_falls_late: if (level$q == many) begin => if (level$q == many_less_one) begin
//! mutant words_are_skipped: read_pointer$d = read_pointer$q + 32'h1 => read_pointer$d = read_pointer$q + 32'h2

module sync_fifo_formal (
    input clock,
    input write,
    input [3:0] write_data,
    input read
);
    wire full, almost_full, empty;
    wire [3:0] data;
    wire [15:0] count;
    sync_fifo dut (
        .clock(clock), .write(write), .write_data(write_data), .full(full),
        .almost_full(almost_full), .read(read), .data(data), .empty(empty), .count(count)
    );
    (* hierconn *) wire [3:0] \dut.write_pointer$q ;
    (* hierconn *) wire [3:0] \dut.read_pointer$q ;
    (* hierconn *) wire [3:0] \dut.level$q ;
    (* hierconn *) wire [3:0] \dut.ram.tap_address ;
    (* hierconn *) wire [3:0] \dut.ram.tap_word ;

    // Words are numbered modulo 32; one arbitrary number is followed.
    reg [4:0] written = 0;
    reg [4:0] taken = 0;
    (* anyconst *) reg [4:0] index;
    reg [3:0] word = 0;
    wire [4:0] held = written - taken;
    wire [4:0] ahead = index - taken;
    always @(posedge clock) begin
        if (write && !full) begin
            written <= written + 1;
            if (written == index) word <= write_data;
        end
        if (read && !empty) taken <= taken + 1;
    end
    always @(*) assume (dut.ram.tap_address == index[3:0]);

    always @(*) begin
        assert (held <= 16);
        assert (full == (held == 16));
        assert (almost_full == (held >= 10));
        assert (empty == (held == 0));
        assert (count == held);
        if (!empty && index == taken) assert (data == word);
        // What the registers hold.
        assert (dut.write_pointer$q == written[3:0]);
        assert (dut.read_pointer$q == taken[3:0]);
        assert (dut.level$q == held[3:0]);
        if (ahead < held) assert (dut.ram.tap_word == word);
    end

    reg was_full = 0;
    always @(posedge clock) was_full <= was_full || full;
    always @(*) begin
        cover (full);
        cover (was_full && !full && index == 1 && taken == 1 && data == 9);
    end
endmodule
