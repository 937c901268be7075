package ringside.emulator.machine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.instruction.InstructionSet;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.InstructionTable;
import ringside.emulator.vmx.VmxInstructions;

/** The instruction table, and what each processor model decodes of it; made once, shared by all. */
public final class InstructionTables {
  private static final InstructionTable TABLE =
      InstructionTable.of(
          Stream.of(InstructionSet.CLASSES, VmxInstructions.CLASSES)
              .flatMap(List::stream)
              .toArray(Class<?>[]::new));
  private static final Map<Set<CpuFeature>, DecodeTable> DECODE = new ConcurrentHashMap<>();

  private InstructionTables() {}

  /** Every row. */
  public static InstructionTable table() {
    return TABLE;
  }

  /** The rows whose CPUID feature a model has. */
  public static DecodeTable decodeTable(CpuModel model) {
    return DECODE.computeIfAbsent(
        model.features(), features -> DecodeTable.of(TABLE, row -> present(row, features)));
  }

  private static boolean present(InstructionRow row, Set<CpuFeature> features) {
    String name = row.attributes().cpuid();
    return name == null || features.contains(CpuFeature.valueOf(name));
  }
}
