// The FDB with what begins inside it made visible.
module fdb_bench(
    input wire clock, input wire [59:0] seed, input wire [31:0] ageing_interval,
    input wire lookup_valid, input wire [59:0] lookup_key, input wire [3:0] lookup_port,
    output wire lookup_done, output wire [3:0] lookup_done_port, output wire lookup_hit,
    output wire [3:0] lookup_egress,
    input wire learn_valid, input wire [59:0] learn_key, input wire [3:0] learn_port,
    input wire command_valid, input wire [59:0] command_key,
    input wire [31:0] command_attributes, input wire [31:0] command_operation,
    output wire command_done, output wire [7:0] command_code, output wire [11:0] command_index,
    input wire table_read, input wire [11:0] table_index, output wire table_ready,
    output wire [71:0] table_entry,
    output wire [15:0] entries, output wire [31:0] unlearned, output wire [31:0] moves,
    output wire tap_lookup, output wire tap_job, output wire [7:0] tap_choice,
    output wire [9:0] tap_row, output wire [1:0] tap_way, output wire tap_collision
);
    fdb uut(.*);
    assign tap_lookup = uut.schedule.arbiter.start_lookup;
    assign tap_job = uut.schedule.arbiter.start_job;
    assign tap_choice = uut.schedule.jobs.choice.q;
    assign tap_row = uut.schedule.scanner.row.q;
    assign tap_way = uut.schedule.scanner.way.q;
    wire [3:0] collisions;
    assign collisions[0] = uut.storage.ways$0.ram.read & uut.storage.ways$0.ram.write
        & (uut.storage.ways$0.ram.read_row == uut.storage.ways$0.ram.write_row);
    assign collisions[1] = uut.storage.ways$1.ram.read & uut.storage.ways$1.ram.write
        & (uut.storage.ways$1.ram.read_row == uut.storage.ways$1.ram.write_row);
    assign collisions[2] = uut.storage.ways$2.ram.read & uut.storage.ways$2.ram.write
        & (uut.storage.ways$2.ram.read_row == uut.storage.ways$2.ram.write_row);
    assign collisions[3] = uut.storage.ways$3.ram.read & uut.storage.ways$3.ram.write
        & (uut.storage.ways$3.ram.read_row == uut.storage.ways$3.ram.write_row);
    assign tap_collision = |collisions;
endmodule
