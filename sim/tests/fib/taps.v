// The FIB engine with what happens inside it made visible.
module fib_bench(
    input wire clock, input wire [59:0] seed, input wire [127:0] lengths4, input wire [127:0] lengths6,
    input wire [63:0] wide_lengths4, input wire [63:0] wide_lengths6, input wire [31:0] default_routes,
    input wire lookup_valid, input wire lookup_ipv6, input wire [127:0] lookup_address,
    input wire [6:0] lookup_tag, output wire lookup_almost_full,
    output wire result_valid, output wire [6:0] result_tag, output wire [8:0] result_next_hop,
    output wire [7:0] result_length, output wire [1:0] result_table, output wire [13:0] result_index,
    input wire fib4_read, input wire fib4_write, output wire fib4_done, output wire [31:0] fib4_data,
    input wire fib6_read, input wire fib6_write, output wire fib6_done, output wire [31:0] fib6_data,
    input wire wide_read, input wire wide_write, output wire wide_done, output wire [31:0] wide_data,
    input wire [19:0] offset, input wire [31:0] write_data,
    output wire tap_begins, output wire tap_pause, output wire tap_lost, output wire tap_collision
);
    fib_engine uut(.*);
    assign tap_begins = uut.requests.issue & uut.requests.begins;
    assign tap_pause = uut.bus.pause;
    assign tap_lost = uut.requests.queue.write & uut.requests.queue.full;
    // Stricter than the RAM needs: no port reads while port A writes.
    wire [8:0] collisions;
    assign collisions[0] = uut.banks$0.pool4.write_a & uut.banks$0.pool4.enable_b;
    assign collisions[1] = uut.banks$1.pool4.write_a & uut.banks$1.pool4.enable_b;
    assign collisions[2] = uut.banks$2.pool4.write_a & uut.banks$2.pool4.enable_b;
    assign collisions[3] = uut.banks$3.pool4.write_a & uut.banks$3.pool4.enable_b;
    assign collisions[4] = uut.banks$0.pool6.write_a & uut.banks$0.pool6.enable_b;
    assign collisions[5] = uut.banks$1.pool6.write_a & uut.banks$1.pool6.enable_b;
    assign collisions[6] = uut.banks$2.pool6.write_a & uut.banks$2.pool6.enable_b;
    assign collisions[7] = uut.banks$3.pool6.write_a & uut.banks$3.pool6.enable_b;
    assign collisions[8] = uut.wide_table.ram.write_a & uut.wide_table.ram.enable_b;
    assign tap_collision = |collisions;
endmodule
