package ringside.lab.recording;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.UndefinedInstruction;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeResult;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Decoder;
import ringside.emulator.isa.Disassembler;
import ringside.emulator.machine.InstructionTables;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.ScenarioReader;
import ringside.lab.scenario.SourceLocation;

/**
 * Names the instructions that raised #UD because this machine does not have them: because no row of
 * the table knows them, or because the processor model lacks their feature.
 */
final class Undefined {
  private final BuiltScenario scenario;
  private final Diagnostics diagnostics;
  private final Decoder decoder = new Decoder(DecodeTable.of(InstructionTables.table()));
  private final CodeMode mode;

  private Undefined(BuiltScenario scenario, Diagnostics diagnostics) {
    this.scenario = scenario;
    this.diagnostics = diagnostics;
    this.mode =
        scenario.machine().preset().startsWith("lm64") ? CodeMode.BITS_64 : CodeMode.BITS_32;
  }

  static void report(
      List<UndefinedInstruction> undefined, BuiltScenario scenario, Diagnostics diagnostics) {
    if (undefined.isEmpty()) {
      return;
    }
    Undefined report = new Undefined(scenario, diagnostics);
    undefined.stream()
        .filter(u -> u.reason() == DecodeResult.Reason.UNKNOWN)
        .forEach(report::report);
  }

  private void report(UndefinedInstruction undefined) {
    byte[] bytes = HexFormat.of().parseHex(undefined.bytes().replace(" ", ""));
    SourceLocation where = source(undefined.linear());
    if (decoder.decode(mode, bytes, 0, bytes.length) instanceof DecodedInstruction instruction
        && instruction.row().attributes().cpuid() instanceof String feature) {
      diagnostics.add(
          DiagnosticCode.INSTRUCTION_UNSUPPORTED,
          where,
          "cpu",
          scenario.machine().cpu(),
          "instruction",
          new Disassembler().text(instruction, undefined.linear()),
          "feature",
          feature.toLowerCase(java.util.Locale.ROOT));
    } else {
      diagnostics.add(
          DiagnosticCode.INSTRUCTION_UNKNOWN,
          where,
          "variant",
          scenario.variant(),
          "instruction",
          undefined.bytes());
    }
  }

  private SourceLocation source(long address) {
    AssembledProgram program = scenario.programAt(address);
    AssembledProgram.@Nullable Line line = program == null ? null : program.lineAt(address);
    return line == null
        ? SourceLocation.of(ScenarioReader.FILE)
        : new SourceLocation(line.file(), line.line(), 0);
  }
}
