// AsyncFifo: words cross in order whatever the two clocks do.
//
// Both clocks are free inputs: any ratio, any phase, also stopped. Words are
// numbered modulo twice the capacity; one arbitrary number is followed.
//
//! prove depth 2
//! cover depth 24
//! mutants depth 24
//! clocks
//! tap async_fifo$ram: (* anyconst *) reg [2:0] tap_address; wire [3:0] tap_word = words[tap_address];
//! mutant full_a_word_late: (used == depth_less_one) & do_write => 1'b0
//! mutant pointer_crosses_in_binary: write_gray$d = write_next ^ (write_next >> 32'h1) => write_gray$d = write_next
//! mutant empty_ignores_top_bit: nothing = read_gray$q == write_gray_stable$q => nothing = read_gray$q[2:0] == write_gray_stable$q[2:0]
//! mutant write_while_full: do_write = write_enable & ~is_full$q => do_write = write_enable
//! mutant one_synchronizer: write_gray_stable$d = write_gray_meta$q => write_gray_stable$d = write_gray_meta$d
//! mutant crossing_without_register: write_gray_meta$d = write_gray$q => write_gray_meta$d = write_gray$d
//! mutant almost_full_a_word_late: used >= almost => used > almost

module async_fifo_formal (
    input write_clock,
    input [3:0] write_data,
    input write_enable,
    input read_clock,
    input read
);
    localparam ADDRESS = 3;
    localparam POINTER = ADDRESS + 1;
    localparam WORDS = 1 << ADDRESS;
    // `almost_full` at this many words.
    localparam MANY = WORDS - 2;

    (* gclk *) reg gclk;
    wire full, almost_full, empty;
    wire [3:0] data;
    async_fifo dut (
        .write_clock(write_clock), .write_data(write_data), .write_enable(write_enable),
        .full(full), .almost_full(almost_full),
        .read_clock(read_clock), .data(data), .empty(empty), .read(read)
    );

    // Wires of the FIFO itself.
    (* hierconn *) wire [POINTER - 1:0] \dut.write_binary$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.write_gray$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.read_gray_meta$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.read_gray_stable$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.read_binary_seen$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.read_binary$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.read_gray$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.write_gray_meta$q ;
    (* hierconn *) wire [POINTER - 1:0] \dut.write_gray_stable$q ;
    (* hierconn *) wire [ADDRESS - 1:0] \dut.ram.tap_address ;
    (* hierconn *) wire [3:0] \dut.ram.tap_word ;

    // Words written and taken, and the one that is followed.
    reg [POINTER - 1:0] written = 0;
    reg [POINTER - 1:0] taken = 0;
    (* anyconst *) reg [POINTER - 1:0] index;
    reg [3:0] word = 0;
    wire [POINTER - 1:0] held = written - taken;
    wire [POINTER - 1:0] ahead = index - taken;
    wire is_held = ahead < held;
    always @(posedge write_clock)
        if (write_enable && !full) begin
            written <= written + 1;
            if (written == index) word <= write_data;
        end
    always @(posedge read_clock) if (read && !empty) taken <= taken + 1;
    always @(*) assume (dut.ram.tap_address == index[ADDRESS - 1:0]);

    function [POINTER - 1:0] gray(input [POINTER - 1:0] binary);
        gray = binary ^ (binary >> 1);
    endfunction
    function [POINTER - 1:0] binary(input [POINTER - 1:0] gray);
        reg [POINTER - 1:0] a, b;
        begin
            a = gray ^ (gray >> 1);
            b = a ^ (a >> 2);
            binary = b ^ (b >> 4);
        end
    endfunction

    // Nothing lost, doubled or reordered; flags never too good.
    always @(*) begin
        assert (held <= WORDS);
        if (!full) assert (held < WORDS);
        if (!almost_full) assert (held < MANY);
        if (!empty) assert (held != 0);
        if (!empty && index == taken) assert (data == word);
        if (is_held) assert (dut.ram.tap_word == word);
    end

    // Each pointer is seen late by the other side, never early: the distances
    // around the ring, from what the writer knows of the reader to the writer
    // itself, add up to no more than the capacity.
    wire [POINTER - 1:0] seen = dut.read_binary_seen$q;
    wire [POINTER - 1:0] read_stable = binary(dut.read_gray_stable$q);
    wire [POINTER - 1:0] read_meta = binary(dut.read_gray_meta$q);
    wire [POINTER - 1:0] write_stable = binary(dut.write_gray_stable$q);
    wire [POINTER - 1:0] write_meta = binary(dut.write_gray_meta$q);
    wire [POINTER - 1:0] d1 = read_stable - seen;
    wire [POINTER - 1:0] d2 = read_meta - read_stable;
    wire [POINTER - 1:0] d3 = taken - read_meta;
    wire [POINTER - 1:0] d4 = write_stable - taken;
    wire [POINTER - 1:0] d5 = write_meta - write_stable;
    wire [POINTER - 1:0] d6 = written - write_meta;
    wire [8:0] ring = d1 + d2 + d3 + d4 + d5 + d6;
    wire [POINTER - 1:0] used = written - seen;
    always @(*) begin
        assert (dut.write_binary$q == written && dut.write_gray$q == gray(written));
        assert (dut.read_binary$q == taken && dut.read_gray$q == gray(taken));
        assert (ring <= WORDS);
        if (!full) assert (used < WORDS);
        if (!almost_full) assert (used < MANY);
    end

    // Flags are exact READ_LATENCY (2) and WRITE_LATENCY (4) edges after the
    // other side's last event.
    reg past_write_clock = 1, past_read_clock = 1;
    reg [POINTER - 1:0] past_written = 0, past_taken = 0;
    reg [1:0] past_read_edges = 0;
    reg [2:0] past_write_edges = 0;
    wire read_edge = read_clock && !past_read_clock;
    wire write_edge = write_clock && !past_write_clock;
    wire [1:0] read_edges = written != past_written ? 0
        : past_read_edges + (read_edge && past_read_edges != 2);
    wire [2:0] write_edges = taken != past_taken ? 0
        : past_write_edges + (write_edge && past_write_edges != 4);
    always @(posedge gclk) begin
        past_write_clock <= write_clock;
        past_read_clock <= read_clock;
        past_written <= written;
        past_taken <= taken;
        past_read_edges <= read_edges;
        past_write_edges <= write_edges;
    end

    // A pointer that crosses changes in one bit at a time, and only where its
    // own clock rises; two registers take it over.
    reg past_valid = 0;
    reg [POINTER - 1:0] past_write_gray = 0, past_read_gray = 0;
    reg [POINTER - 1:0] past_write_meta = 0, past_read_meta = 0;
    always @(posedge gclk) begin
        past_valid <= 1;
        past_write_gray <= dut.write_gray$q;
        past_read_gray <= dut.read_gray$q;
        past_write_meta <= dut.write_gray_meta$q;
        past_read_meta <= dut.read_gray_meta$q;
    end
    always @(*) if (past_valid) begin
        assert ($countones(dut.write_gray$q ^ past_write_gray) <= write_edge);
        assert ($countones(dut.read_gray$q ^ past_read_gray) <= read_edge);
        if (read_edge) assert (dut.write_gray_stable$q == past_write_meta);
        if (read_edge) assert (dut.write_gray_meta$q == past_write_gray);
        if (write_edge) assert (dut.read_gray_stable$q == past_read_meta);
        if (write_edge) assert (dut.read_gray_meta$q == past_read_gray);
    end

    always @(*) begin
        assert (read_edges <= 2 && write_edges <= 4);
        if (read_edges >= 1) assert (write_meta == written);
        if (read_edges >= 2) assert (write_stable == written && empty == (held == 0));
        if (write_edges >= 1) assert (read_meta == taken);
        if (write_edges >= 2) assert (read_stable == taken);
        if (write_edges >= 3) assert (seen == taken);
        if (write_edges >= 4) assert (full == (held == WORDS) && almost_full == (held >= MANY));
    end

    always @(*) begin
        cover (full);
        cover (taken == 3 && empty && word == 5 && index == 2);
    end
endmodule
