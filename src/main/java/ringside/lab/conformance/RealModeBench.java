package ringside.lab.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.memory.MemorySnapshot;
import ringside.emulator.memory.PhysicalMemory;

/**
 * The machine that real-mode vectors ask for: 16 MiB of RAM, nothing else. The 1 MiB of the 8086
 * wraps around: what is at its beginning is there a second time behind its end.
 */
final class RealModeBench {
  private static final List<String> REGISTERS =
      List.of("ax", "cx", "dx", "bx", "sp", "bp", "si", "di");
  private static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds");

  /** Flags that every generation has: those above were reserved on the 8086 and in real mode. */
  private static final int FLAGS =
      Alu.STATUS_FLAGS | (int) (Rflags.TF | Rflags.IF | Rflags.DF | Rflags.FIXED);

  private static final int WORD = 0xFFFF;
  private static final int MEBIBYTE = 1 << 20;
  private static final int WRAPPING = 1 << 16;

  /** The instruction, the delivery of what it raises, and the HLT that ends it. */
  private static final int STEP_LIMIT = 4;

  private final PhysicalMemory memory = new PhysicalMemory((16 << 20) + WRAPPING);
  private final LogicalProcessor cpu;
  private final VectorProcessor processor;
  private final ProcessorState initial;
  private final MemorySnapshot blank;

  RealModeBench(Way way) {
    CpuModel model = CpuModel.INTEL_SKYLAKE;
    cpu = new LogicalProcessor(model, memory, new IoAddressSpace());
    processor = new VectorProcessor(cpu, memory, model, way);
    cpu.control().load(new ControlRegisters.Saved(ControlRegisters.CR0_ET, 0, 0, 0, 0, 0));
    initial = ProcessorState.of(cpu);
    blank = memory.snapshot();
  }

  /**
   * Runs a vector.
   *
   * @return what differs from silicon, empty if nothing does
   */
  List<String> run(VectorForm form, RealModeVector vector) {
    memory.restore(blank);
    initial.restore(cpu);
    for (RealModeVector.Run run : vector.s().m()) {
      memory.write(run.address(), run.bytes());
      if (form.is8086() && run.address() < WRAPPING) {
        memory.write(run.address() + MEBIBYTE, run.bytes());
      }
    }
    Map<String, Integer> registers = vector.s().r();
    for (int register = 0; register < 8; register++) {
      cpu.setRegister(register, 8, value(registers, REGISTERS.get(register)));
    }
    for (int index = 0; index < 4; index++) {
      int selector = value(registers, SEGMENTS.get(index));
      SegmentRegister segment = cpu.segment(index);
      segment.set(selector, (long) selector << 4, WORD, segment.access());
    }
    cpu.setRip(value(registers, "ip"));
    cpu.setRflags(value(registers, "flags"), FLAGS);
    cpu.refresh();

    processor.begin(CodeMode.BITS_16, vector.code(form));
    StepResult result;
    int steps = 0;
    boolean toHalt = !form.is8086();
    do {
      result = processor.tick();
      steps += result == StepResult.REPEATED ? 0 : 1;
    } while ((toHalt ? result != StepResult.HALTED : result == StepResult.REPEATED)
        && steps < STEP_LIMIT);
    return differences(form, vector);
  }

  /** Whether the last vector was compiled. */
  boolean wasCompiled() {
    return processor.wasCompiled();
  }

  private List<String> differences(VectorForm form, RealModeVector vector) {
    List<String> differences = new ArrayList<>();
    Map<String, Integer> expected = new HashMap<>(vector.s().r());
    expected.putAll(vector.f().r());
    for (int register = 0; register < 8; register++) {
      String name = REGISTERS.get(register);
      compare(name, value(expected, name), (int) cpu.register(register, 8), differences);
    }
    for (int index = 0; index < 4; index++) {
      String name = SEGMENTS.get(index);
      compare(name, value(expected, name), cpu.segment(index).selector(), differences);
    }
    compare("ip", value(expected, "ip"), (int) cpu.rip() & WORD, differences);
    int defined = FLAGS & ~UndefinedFlags.of(form.opcode(), form.digit(), count(form, vector));
    compare("flags", value(expected, "flags") & defined, (int) cpu.rflags() & defined, differences);
    int stack = value(expected, "ss") << 4;
    int flagsImage = form.opcode() == 0x9C ? 0 : 4;
    int flagsAt = stack + (value(expected, "sp") + flagsImage & WORD);
    if (form.is8086()) {
      flagsAt &= MEBIBYTE - 1;
    }
    for (RealModeVector.Run run : vector.f().m()) {
      compareMemory(form, run, flagsAt, defined, differences);
    }
    return differences;
  }

  /** Compares a run of memory, in the pushed FLAGS only what is defined. */
  private void compareMemory(
      VectorForm form,
      RealModeVector.Run run,
      int flagsAt,
      int definedFlags,
      List<String> differences) {
    long inFlags = form.opcode() < 0x9C ? Long.MIN_VALUE : run.address() - flagsAt;
    byte[] actual = memory.read(run.address(), run.bytes().length);
    boolean wraps = form.is8086() && run.address() < WRAPPING;
    if (!agree(run.bytes(), actual, inFlags, definedFlags)
        && !(wraps
            && agree(
                run.bytes(),
                memory.read(run.address() + MEBIBYTE, run.bytes().length),
                inFlags,
                definedFlags))) {
      differences.add(
          "memory at %x is %s, silicon %s"
              .formatted(
                  run.address(),
                  HexFormat.of().formatHex(actual),
                  HexFormat.of().formatHex(run.bytes())));
    }
  }

  /**
   * Whether bytes agree.
   *
   * @param inFlags where the first of them is in the pushed FLAGS, if it is 0 or 1
   */
  private static boolean agree(byte[] expected, byte[] actual, long inFlags, int definedFlags) {
    for (int at = 0; at < expected.length; at++) {
      long place = inFlags + at;
      int mask = place >>> 1 != 0 ? 0xFF : definedFlags >>> place * 8 & 0xFF;
      if (((expected[at] ^ actual[at]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The masked count of a shift or rotate. */
  private static int count(VectorForm form, RealModeVector vector) {
    return switch (form.opcode()) {
      case 0xD2, 0xD3 -> value(vector.s().r(), "cx") & 0x1F;
      case 0xC0, 0xC1 -> {
        byte[] code = vector.code(form);
        yield code[code.length - 1] & 0x1F;
      }
      default -> 1;
    };
  }

  private static int value(Map<String, Integer> registers, String name) {
    Integer value = registers.get(name);
    if (value == null) {
      throw new ConformanceException("a vector without register " + name, null);
    }
    return value;
  }

  private static void compare(String name, int expected, int actual, List<String> differences) {
    if (expected != actual) {
      differences.add("%s is %x, silicon %x".formatted(name, actual, expected));
    }
  }
}
