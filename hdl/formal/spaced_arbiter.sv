// SpacedArbiter with 9 ports: 8 front-panel ports in turn, the CPU's behind.
//
//! prove depth 6
//! cover depth 20
//! mutants depth 12
//! mutant spacing_4: granted$q | history$0$q | history$1$q => granted$q | history$0$q
//! mutant grant_without_request: eligible = request & => eligible = 
//! mutant two_grants: (around_low$lowest & around_low_wins) => (around_low$bits & around_low_wins)
//! mutant no_turns: above_low = ahead_low$above | => above_low = 4'hf |
//! mutant stall_ignored: if (stall) begin => if (1'b0) begin

module spaced_arbiter_formal (
    input clock,
    input [8:0] request,
    input stall
);
    wire [8:0] grant;
    spaced_arbiter dut (.clock(clock), .request(request), .stall(stall), .grant(grant));
    (* hierconn *) wire [8:0] \dut.granted$d ;
    (* hierconn *) wire [8:0] \dut.above$q ;

    // Grants 1, 2 and 3 cycles ago.
    reg [8:0] before_1 = 0, before_2 = 0, before_3 = 0;
    reg [8:0] past_request = 0;
    reg past_stall = 1;
    always @(posedge clock) begin
        before_1 <= grant;
        before_2 <= before_1;
        before_3 <= before_2;
        past_request <= request;
        past_stall <= stall;
    end
    wire [8:0] next = dut.granted$d;
    wire [8:0] recent = grant | before_1 | before_2 | before_3;
    wire [8:0] candidates = stall ? 9'h0 : request & ~recent;

    always @(*) begin
        assert ($countones(grant) <= 1);
        assert ((grant & ~past_request) == 0);
        if (past_stall) assert (grant == 0);
        // At most one grant a port in 5 cycles.
        assert ((grant & (before_1 | before_2 | before_3)) == 0);
        assert ((next & recent) == 0);
        // No cycle is wasted, and the CPU's port gets what is left.
        assert ((next != 0) == (candidates != 0));
        if (candidates[7:0] != 0) assert (!next[8]);
    end

    // One arbitrary front-panel port gets the 8th decision in which it is a
    // candidate at the latest: `first` are the ports whose turn is before.
    (* anyconst *) reg [2:0] port;
    wire [7:0] below = (8'h1 << port) - 8'h1;
    wire [7:0] above = dut.above$q[7:0];
    wire [7:0] first = above[port] ? above & below : above | below;
    reg [3:0] passed_over = 0;
    always @(posedge clock)
        if (next[port] || !request[port]) passed_over <= 0;
        else if (candidates[port]) passed_over <= passed_over + 1;
    always @(*) begin
        // Ports behind the last one served: a run up to port 7.
        assert (((dut.above$q << 1) & 9'h0ff & ~dut.above$q) == 0 && !dut.above$q[8]);
        assert (passed_over + $countones(first) <= 7 || passed_over == 0);
        assert (passed_over <= 7);
    end

    always @(*) begin
        cover (passed_over == 7);
        cover (grant == 9'h100 && before_1 == 9'h080 && before_2 == 9'h001);
    end
endmodule
