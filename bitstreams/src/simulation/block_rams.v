// Two block RAMs as the gateware writes them, with a register behind each. The
// one's register is free to move into its RAM, whatever the read enable does; the
// other's read can be cleared, which a register in the RAM would show early.
module block_rams (
    input wire clock,
    input wire write, input wire [8:0] write_address, input wire [17:0] write_data,
    input wire read, input wire [8:0] read_address, input wire clear, input wire advance,
    output reg [17:0] plain, output reg [17:0] held, output reg [17:0] cleared
);
    reg [17:0] plain_words [0:511], held_words [0:511], cleared_words [0:511];
    reg [17:0] plain_read, held_read, cleared_read;
    wire collision = write && write_address == read_address;
    initial begin
        plain = 0;
        held = 0;
        cleared = 0;
    end
    always @(posedge clock) begin
        if (write) begin
            plain_words[write_address] <= write_data;
            held_words[write_address] <= write_data + 18'd1;
            cleared_words[write_address] <= write_data + 18'd2;
        end
        if (read) plain_read <= collision ? 18'bx : plain_words[read_address];
        if (read) held_read <= collision ? 18'bx : held_words[read_address];
        if (clear) cleared_read <= 18'd0;
        else if (read) cleared_read <= collision ? 18'bx : cleared_words[read_address];
        plain <= plain_read;
        if (advance) held <= held_read;
        cleared <= cleared_read;
    end
endmodule
