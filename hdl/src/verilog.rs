//! Verilog text of the gateware, as simulation and synthesis take it.

use rust_hdl::prelude::*;

/// Verilog of a block whose inputs and outputs are connected, with `name` as
/// its top module.
///
/// `rust-hdl` copies clocks inside the same `always` as the data; here those
/// copies become continuous assignments, so that no simulator sees a clock
/// that depends on data.
///
/// Two selects in a row, as rust-hdl writes for bits of a field of a record,
/// are refused: yosys takes the last one alone. A local signal between them
/// helps.
pub fn emit<B: Block>(block: &B, name: &str) -> String {
    let verilog = generate_verilog(block);
    // Words of memories are written as `words[row][high:low]`.
    let twice = |line: &&str| line.split("][").skip(1).any(|select| select.contains("+:"));
    if let Some(line) = verilog.lines().find(twice) {
        panic!("two selects in a row: {line}");
    }
    let mut lines: Vec<String> = Vec::new();
    for line in verilog.lines() {
        lines.push(match clock_copy(line) {
            Some((_, _)) => String::new(),
            None => rename_top(line, name),
        });
        if let Some((target, source)) = clock_copy(line) {
            lines.last_mut().expect("a line was pushed").push_str(&format!("//CLOCK {target} {source}"));
        }
    }
    hoist_clocks(&lines)
}

/// The two sides of an assignment that only copies a clock.
fn clock_copy(line: &str) -> Option<(&str, &str)> {
    let (target, source) = line.trim().strip_suffix(';')?.split_once(" = ")?;
    let is_clock = |name: &str| {
        name.ends_with("clock")
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
            || name.rsplit_once("clock$").is_some_and(|(_, index)| index.parse::<usize>().is_ok())
    };
    (is_clock(target) && is_clock(source)).then_some((target, source))
}

fn rename_top(line: &str, name: &str) -> String {
    let rest = line.trim_start();
    let indent = &line[..line.len() - rest.len()];
    for prefix in ["module top", "top$"] {
        if let Some(tail) = rest.strip_prefix(prefix) {
            let keyword = if prefix == "top$" { "" } else { "module " };
            let dollar = if prefix == "top$" { "$" } else { "" };
            return format!("{indent}{keyword}{name}{dollar}{tail}");
        }
    }
    line.to_string()
}

/// Moves the marked clock copies of each module behind its last `always`.
fn hoist_clocks(lines: &[String]) -> String {
    let mut out = String::new();
    let mut assigns: Vec<(String, String)> = Vec::new();
    let mut module: Vec<&str> = Vec::new();
    for line in lines {
        if let Some(copy) = line.strip_prefix("//CLOCK ") {
            let (target, source) = copy.split_once(' ').expect("two names");
            assigns.push((target.to_string(), source.to_string()));
        } else if line.starts_with("endmodule") {
            for text in module.drain(..) {
                out.push_str(&net(text, &assigns));
                out.push('\n');
            }
            for (target, source) in assigns.drain(..) {
                out.push_str(&format!("    assign {target} = {source};\n"));
            }
            out.push_str("endmodule\n");
        } else {
            module.push(line);
        }
    }
    out
}

/// The declaration of a hoisted clock becomes a net.
fn net(line: &str, assigns: &[(String, String)]) -> String {
    let declared = line.trim().strip_prefix("reg  ").and_then(|rest| rest.strip_suffix(';'));
    match declared {
        Some(name) if assigns.iter().any(|(target, _)| target == name) => format!("    wire {name};"),
        _ => line.to_string(),
    }
}
