package ringside.lab.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;

/**
 * The machine that user-mode vectors ask for: CPL 3 in 64-bit code, or in a 32-bit segment of
 * compatibility mode, under a kernel that consists of 256 gates. Which of their handlers is
 * reached, and the frame on the kernel's stack, tell the exception.
 */
final class UserModeBench {
  private static final String[] REGISTERS = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
  };
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

  // The kernel: physical addresses, seen at KERNEL + address.
  private static final long KERNEL = 0xFFFF_8000_0000_0000L;
  private static final int GDT = 0x1000;
  private static final int IDT = 0x2000;
  private static final int TSS = 0x3000;
  private static final int STACK_TOP = 0x5000;
  private static final int HANDLERS = 0x5000;
  private static final int KERNEL_END = 0x6000;
  private static final int PAGE_TABLES = 0x6000;
  private static final int USER_PAGES = 0x10_0000;

  private static final int KERNEL_CODE = 0x10;
  private static final int KERNEL_DATA = 0x18;
  private static final int USER_CODE_32 = 0x23;
  private static final int USER_DATA = 0x2B;
  private static final int USER_CODE_64 = 0x33;
  private static final int TASK = 0x40;

  private static final long PRESENT = 1;
  private static final long WRITABLE = 2;
  private static final long USER = 4;
  private static final long NO_EXECUTE = 1L << 63;

  /** Flags that a result has: neither TF, which captured it, nor RF. */
  private static final long FLAGS = Rflags.DEFINED & ~(Rflags.TF | Rflags.RF) | Rflags.FIXED;

  private static final int STEP_LIMIT = 100_000;

  private final PhysicalMemory memory = new PhysicalMemory(4 << 20);
  private final LogicalProcessor cpu;
  private final VectorProcessor processor;
  private final List<Region> regions = new ArrayList<>();
  private final ProcessorState user64;
  private final ProcessorState user32;
  private long nextTable = PAGE_TABLES + 0x1000;
  private int nextPage = USER_PAGES;

  /** Pages that the vectors may use: {@code expected} is what they should hold in the end. */
  private record Region(long linear, int physical, byte[] expected) {
    boolean contains(long address) {
      return address - linear >= 0 && address - linear < expected.length;
    }
  }

  UserModeBench(Way way) {
    CpuModel model = CpuModel.INTEL_SKYLAKE.with(Set.of(CpuFeature.values()));
    cpu = new LogicalProcessor(model, memory, new IoAddressSpace());
    processor = new VectorProcessor(cpu, memory, model, way);
    for (long base : new long[] {0, 0x1234_4000_0000L}) {
      mapUser(base + 0x1000_0000, 2, WRITABLE);
      mapUser(base + 0x1001_0000, 2, WRITABLE | NO_EXECUTE);
      mapUser(base + 0x1001_2000, 1, NO_EXECUTE);
      mapUser(base + 0x1002_0000, 2, WRITABLE | NO_EXECUTE);
    }
    mapUser(0x8000, 2, WRITABLE);
    for (int page = 0; page < KERNEL_END; page += 0x1000) {
      map(KERNEL + page, page | PRESENT | WRITABLE);
    }
    descriptorTables();
    user64 = state(USER_CODE_64, 0x00AF, 0x0FFF_8000L, 0x1234_4FFF_8000L);
    user32 = state(USER_CODE_32, 0x00CF, 0, 0);
  }

  // Setting up.

  private void mapUser(long linear, int pages, long rights) {
    regions.add(new Region(linear, nextPage, new byte[pages * 0x1000]));
    for (int page = 0; page < pages; page++) {
      map(linear + page * 0x1000L, nextPage | PRESENT | USER | rights);
      nextPage += 0x1000;
    }
  }

  private void map(long linear, long leaf) {
    long table = PAGE_TABLES;
    for (int level = 3; level > 0; level--) {
      long entry = table + (linear >>> 12 + 9 * level & 511) * 8;
      if (memory.load(entry, 8) == 0) {
        memory.store(entry, 8, nextTable | PRESENT | WRITABLE | USER);
        nextTable += 0x1000;
      }
      table = memory.load(entry, 8) & ~0xFFF;
    }
    memory.store(table + (linear >>> 12 & 511) * 8, 8, leaf);
  }

  private void descriptorTables() {
    memory.store(GDT + KERNEL_CODE, 8, 0x00AF_9B00_0000_FFFFL);
    memory.store(GDT + KERNEL_DATA, 8, 0x00CF_9300_0000_FFFFL);
    memory.store(GDT + (USER_CODE_32 & ~3), 8, 0x00CF_FB00_0000_FFFFL);
    memory.store(GDT + (USER_DATA & ~3), 8, 0x00CF_F300_0000_FFFFL);
    memory.store(GDT + (USER_CODE_64 & ~3), 8, 0x00AF_FB00_0000_FFFFL);
    memory.store(TSS + 4, 8, KERNEL + STACK_TOP);
    memory.store(TSS + 102, 2, 0x68);
    for (int vector = 0; vector < 256; vector++) {
      long handler = KERNEL + HANDLERS + vector * 16;
      long type = vector == 3 || vector == 4 ? 0xEE00 : 0x8E00;
      long low =
          handler & 0xFFFF | KERNEL_CODE << 16 | type << 32 | (handler >>> 16 & 0xFFFF) << 48;
      memory.store(IDT + vector * 16L, 8, low);
      memory.store(IDT + vector * 16L + 8, 8, handler >>> 32);
    }
  }

  private ProcessorState state(int codeSelector, int codeFlags, long fsBase, long gsBase) {
    cpu.setGdtr(new TableRegister(KERNEL + GDT, 0x7F));
    cpu.setIdtr(new TableRegister(KERNEL + IDT, 0xFFF));
    cpu.tr().set(TASK, KERNEL + TSS, 0x67, 0x8B);
    cpu.ldtr().set(0, 0, 0, SegmentRegister.UNUSABLE);
    cpu.segment(LogicalProcessor.CS)
        .set(codeSelector, 0, 0xFFFF_FFFFL, (codeFlags & 0xF0) << 8 | 0xFB);
    for (int index : new int[] {LogicalProcessor.ES, LogicalProcessor.SS, LogicalProcessor.DS}) {
      cpu.segment(index).set(USER_DATA, 0, 0xFFFF_FFFFL, 0xC0F3);
    }
    cpu.segment(LogicalProcessor.FS).set(0, fsBase, 0, SegmentRegister.UNUSABLE);
    cpu.segment(LogicalProcessor.GS).set(0, gsBase, 0, SegmentRegister.UNUSABLE);
    cpu.control()
        .load(
            new ControlRegisters.Saved(
                ControlRegisters.CR0_PE
                    | ControlRegisters.CR0_ET
                    | ControlRegisters.CR0_NE
                    | ControlRegisters.CR0_WP
                    | ControlRegisters.CR0_AM
                    | ControlRegisters.CR0_PG,
                0,
                PAGE_TABLES,
                ControlRegisters.CR4_PAE
                    | ControlRegisters.CR4_OSFXSR
                    | ControlRegisters.CR4_OSXMMEXCPT,
                0,
                ControlRegisters.EFER_SCE
                    | ControlRegisters.EFER_LME
                    | ControlRegisters.EFER_LMA
                    | ControlRegisters.EFER_NXE));
    cpu.changePrivilege(0, 3, TraceEvent.Gate.IRET);
    return ProcessorState.of(cpu);
  }

  // Running.

  /**
   * Runs a vector.
   *
   * @return what differs from silicon, empty if nothing does
   */
  List<String> run(VectorForm form, UserModeVector vector) {
    boolean wide = form.mode() == 64;
    (wide ? user64 : user32).restore(cpu);
    for (Region region : regions) {
      Arrays.fill(region.expected, (byte) 0);
    }
    long rip = number(vector.r().get("rip"));
    byte[] code = HexFormat.of().parseHex(vector.b());
    put(rip, code, true);
    byte[] nops = new byte[16];
    Arrays.fill(nops, (byte) 0x90);
    put(rip + code.length, nops, true);
    putRuns(vector.m());
    for (Region region : regions) {
      load(region);
    }
    for (int register = 0; register < (wide ? 16 : 8); register++) {
      cpu.setRegister(register, 8, number(vector.r().get(REGISTERS[register])));
    }
    if (vector.fpu() != null) {
      X87Registers.load(cpu.x87(), vector.fpu());
    }
    XmmRegisters.load(cpu.sse(), vector.x(), vector.mxcsr());
    cpu.setRip(rip);
    cpu.setRflags(number(vector.r().get("rflags")), FLAGS);

    processor.begin(wide ? CodeMode.BITS_64 : CodeMode.BITS_32, code);
    boolean toCompletion = "int3".equals(form.cap());
    int steps = 0;
    StepResult result;
    do {
      result = processor.tick();
    } while (result == StepResult.REPEATED && toCompletion && ++steps < STEP_LIMIT);

    putRuns(vector.f().m());
    return differences(form, vector, wide);
  }

  /** Whether the last vector was compiled. */
  boolean wasCompiled() {
    return processor.wasCompiled();
  }

  /** Brings memory to what is expected; little of it has changed since the last vector. */
  private void load(Region region) {
    byte[] actual = memory.read(region.physical, region.expected.length);
    int first = Arrays.mismatch(actual, region.expected);
    if (first >= 0) {
      int last = actual.length;
      while (actual[last - 1] == region.expected[last - 1]) {
        last--;
      }
      memory.write(region.physical + first, Arrays.copyOfRange(region.expected, first, last));
    }
  }

  private void putRuns(@Nullable List<List<String>> runs) {
    if (runs != null) {
      for (List<String> run : runs) {
        put(number(run.get(0)), HexFormat.of().parseHex(run.get(1)), false);
      }
    }
  }

  /** Puts bytes where they are mapped; what leaves a region is cut. */
  private void put(long linear, byte[] bytes, boolean cut) {
    for (Region region : regions) {
      if (region.contains(linear)) {
        int at = (int) (linear - region.linear);
        int length = Math.min(bytes.length, region.expected.length - at);
        if (length < bytes.length && !cut) {
          throw new ConformanceException("memory at " + hex(linear) + " leaves its region", null);
        }
        System.arraycopy(bytes, 0, region.expected, at, length);
        return;
      }
    }
    if (!cut) {
      throw new ConformanceException("no memory at " + hex(linear), null);
    }
  }

  private static long number(@Nullable String hex) {
    return hex == null ? 0 : Long.parseUnsignedLong(hex, 16);
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  // Comparing.

  private List<String> differences(VectorForm form, UserModeVector vector, boolean wide) {
    List<String> differences = new ArrayList<>();
    Map<String, String> changed = vector.f().r() == null ? Map.of() : vector.f().r();
    long rip = cpu.rip();
    long flags = cpu.rflags();
    long rsp = cpu.register(LogicalProcessor.RSP, 8);
    int raised = -1;
    if (cpu.cpl() == 0) {
      raised = (int) (rip - KERNEL - HANDLERS) >>> 4;
      long frame = rsp - KERNEL;
      boolean hasErrorCode = frame == STACK_TOP - 48;
      if (hasErrorCode) {
        frame += 8;
      }
      rip = memory.load(frame, 8);
      flags = memory.load(frame + 16, 8);
      rsp = memory.load(frame + 24, 8);
      compareException(vector, raised, hasErrorCode ? memory.load(frame - 8, 8) : -1, differences);
    } else if (vector.v() != null) {
      differences.add("no exception where silicon raised " + vector.v());
    }
    compare("rip", expected(vector, changed, "rip"), rip, -1, differences);
    if (vector.imp() == 1) {
      return differences;
    }
    long undefined = number(vector.u());
    compare("rflags", expected(vector, changed, "rflags"), flags, FLAGS & ~undefined, differences);
    for (int register = 0; register < (wide ? 16 : 8); register++) {
      String name = REGISTERS[register];
      if (vector.ur() == null || !vector.ur().contains(name)) {
        long value = register == LogicalProcessor.RSP ? rsp : cpu.register(register, 8);
        compare(name, expected(vector, changed, name), value, -1, differences);
      }
    }
    if (vector.fpu() != null) {
      int undefinedStatus = (int) number(vector.fu());
      X87Registers.compare(cpu.x87(), vector.fpu(), vector.f().fpu(), undefinedStatus, differences);
    }
    XmmRegisters.compare(cpu.sse(), form, vector, wide ? 16 : 8, differences);
    compareSegments(vector, raised, differences);
    compareMemory(differences);
    return differences;
  }

  private static long expected(UserModeVector vector, Map<String, String> changed, String name) {
    String value = changed.get(name);
    return number(value == null ? vector.r().get(name) : value);
  }

  private static void compare(
      String name, long expected, long actual, long mask, List<String> differences) {
    if (((expected ^ actual) & mask) != 0) {
      differences.add(
          "%s is %s, silicon %s".formatted(name, hex(actual & mask), hex(expected & mask)));
    }
  }

  private void compareException(
      UserModeVector vector, int raised, long errorCode, List<String> differences) {
    UserModeVector.Exception expected = vector.v();
    if (expected == null || expected.n() != raised) {
      differences.add(
          "exception " + raised + ", silicon " + (expected == null ? "none" : expected));
      return;
    }
    if (expected.e() != null) {
      compare("error code", number(expected.e()), errorCode, -1, differences);
    }
    if (expected.cr2() != null) {
      compare("cr2", number(expected.cr2()), cpu.control().cr2(), -1, differences);
    }
  }

  private void compareSegments(UserModeVector vector, int raised, List<String> differences) {
    Map<String, String> changed = vector.f().seg() == null ? Map.of() : vector.f().seg();
    for (int index = 0; index < SEGMENTS.length; index++) {
      boolean loadedByDelivery =
          raised >= 0 && (index == LogicalProcessor.CS || index == LogicalProcessor.SS);
      String value = changed.get(SEGMENTS[index]);
      if (!loadedByDelivery && (value != null || index != LogicalProcessor.CS)) {
        int initial = index < LogicalProcessor.FS ? USER_DATA : 0;
        long expected = value == null ? initial : number(value);
        int actual = cpu.segment(index).selector();
        // Capturing returned to user mode by IRET, which clears the RPL of a null selector.
        boolean bothNull = (expected & ~3) == 0 && (actual & ~3) == 0;
        compare(SEGMENTS[index], expected, actual, bothNull ? 0 : -1, differences);
      }
    }
  }

  private void compareMemory(List<String> differences) {
    for (Region region : regions) {
      byte[] actual = memory.read(region.physical, region.expected.length);
      int at = Arrays.mismatch(region.expected, actual);
      if (at >= 0) {
        differences.add(
            "memory at %s is %02x, silicon %02x"
                .formatted(hex(region.linear + at), actual[at], region.expected[at]));
      }
    }
  }
}
