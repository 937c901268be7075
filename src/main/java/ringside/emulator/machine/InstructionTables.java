package ringside.emulator.machine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import ringside.emulator.cpu.CodeThreader;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.instruction.InstructionSet;
import ringside.emulator.engine.Threader;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.InstructionTable;
import ringside.emulator.svm.SvmInstructions;
import ringside.emulator.vmx.VmxInstructions;

/** The instruction table, and what each processor model decodes of it; made once, shared by all. */
public final class InstructionTables {
  /** The classes whose annotated methods are the instruction set, virtualization included. */
  private static final List<Class<?>> CLASSES =
      Stream.of(
              InstructionSet.CLASSES,
              VmxInstructions.CLASSES,
              List.<Class<?>>of(SvmInstructions.class))
          .<Class<?>>flatMap(List::stream)
          .toList();

  private static final InstructionTable TABLE =
      InstructionTable.of(CLASSES.toArray(new Class<?>[0]));
  private static final Map<Set<CpuFeature>, DecodeTable> DECODE = new ConcurrentHashMap<>();

  private static final Map<CodeMode, CodeThreader> THREADERS = new ConcurrentHashMap<>();

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

  /**
   * The interpreter's loop for a kind of code; made when it is asked for, shared by all machines.
   */
  static CodeThreader threader(CodeMode mode) {
    return THREADERS.computeIfAbsent(mode, _ -> new Threader());
  }

  private static boolean present(InstructionRow row, Set<CpuFeature> features) {
    String name = row.attributes().cpuid();
    return name == null || features.contains(CpuFeature.valueOf(name));
  }
}
