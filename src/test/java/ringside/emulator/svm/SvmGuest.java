package ringside.emulator.svm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.SourceProvider;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.machine.AccessRange;
import ringside.emulator.machine.InstructionTables;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/**
 * The smallest hypervisor: VMRUN of one VMCB, then HLT with interrupts off, however the guest left.
 * The guest shares the host's tables; what a test wants different it writes into the VMCB first.
 */
final class SvmGuest {
  static final long HOST = 0x10_0000;
  static final long GUEST = 0x20_0000;
  static final long STACK = 0x28_0000;
  static final long IDT = 0x29_0000;
  static final long VMCB = 0x30_0000;
  static final long IOPM = 0x31_0000;
  static final long MSRPM = 0x32_0000;
  static final long NESTED_TABLES = 0x40_0000;

  private static final Assembler ASSEMBLER = new Assembler(InstructionTables.table());
  private static final long LIMIT = 10_000;

  /** EFER.SVME and NXE, VMRUN, and a halt that nothing ends. */
  private static final String HYPERVISOR =
      """
      mov ecx, 0xC0000080
      rdmsr
      or eax, 0x1800
      wrmsr
      mov eax, 0x300000
      vmrun
      cli
      hlt
      """;

  final Machine machine;

  SvmGuest(CpuModel model) {
    this(model, HYPERVISOR);
  }

  SvmGuest(CpuModel model, String hypervisor) {
    MachineConfiguration configuration =
        MachineConfiguration.of(model, Preset.LM64, HOST)
            .withRanges(List.of(new AccessRange(GUEST, VMCB - GUEST, true, true)));
    machine = new Machine(configuration);
    machine.load(HOST, assemble(HOST, 64, hypervisor));
    LogicalProcessor cpu = machine.cpu();
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      segment(Vmcb.SEGMENTS + 16 * i, cpu.segment(i));
    }
    segment(Vmcb.LDTR, cpu.ldtr());
    segment(Vmcb.TR, cpu.tr());
    put(Vmcb.GDTR + Vmcb.LIMIT, 4, cpu.gdtr().limit());
    put(Vmcb.GDTR + Vmcb.BASE, 8, cpu.gdtr().base());
    put(Vmcb.IDTR + Vmcb.LIMIT, 4, cpu.idtr().limit());
    put(Vmcb.EFER, 8, cpu.control().efer() | 0x1000);
    put(Vmcb.CR0, 8, cpu.control().cr0());
    put(Vmcb.CR3, 8, cpu.control().cr3());
    put(Vmcb.CR4, 8, cpu.control().cr4());
    put(Vmcb.DR6, 8, 0xFFFF_0FF0L);
    put(Vmcb.DR7, 8, 0x400);
    put(Vmcb.RFLAGS, 8, 2);
    put(Vmcb.RIP, 8, GUEST);
    put(Vmcb.RSP, 8, STACK);
    put(Vmcb.ASID, 4, 1);
    put(Vmcb.IOPM_BASE, 8, IOPM);
    put(Vmcb.MSRPM_BASE, 8, MSRPM);
    ask(ExitCode.VMRUN);
    ask(ExitCode.HLT);
    ask(ExitCode.SHUTDOWN);
  }

  private void segment(int at, SegmentRegister register) {
    int access = register.access();
    put(at + Vmcb.SELECTOR, 2, register.selector());
    put(at + Vmcb.ATTRIBUTES, 2, access & 0xFF | access >>> 4 & 0xF00);
    put(at + Vmcb.LIMIT, 4, register.limit());
    put(at + Vmcb.BASE, 8, register.base());
  }

  /** Assembles NASM source, instructions separated by new lines. */
  static byte[] assemble(long origin, int bits, String source) {
    String text = "org " + origin + "\nbits " + bits + "\n" + source + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Assembly assembly =
        ASSEMBLER.assemble("guest.asm", (path, _) -> new SourceProvider.Found(path, bytes));
    if (!assembly.succeeded()) {
      throw new IllegalArgumentException(source + ": " + assembly.diagnostics());
    }
    return assembly.image();
  }

  /** Loads the guest's program. */
  SvmGuest program(String source) {
    machine.load(GUEST, assemble(GUEST, 64, source));
    return this;
  }

  /** Asks for an intercept. */
  SvmGuest ask(int exitCode) {
    int at = Vmcb.INTERCEPTS + exitCode / 8;
    put(at, 1, get(at, 1) | 1L << exitCode % 8);
    return this;
  }

  /** Takes back {@link #ask}. */
  SvmGuest ignore(int exitCode) {
    int at = Vmcb.INTERCEPTS + exitCode / 8;
    put(at, 1, get(at, 1) & ~(1L << exitCode % 8));
    return this;
  }

  SvmGuest put(int field, int size, long value) {
    machine.memory().store(VMCB + field, size, value);
    return this;
  }

  long get(int field, int size) {
    return machine.memory().load(VMCB + field, size);
  }

  long get(int field) {
    return get(field, 8);
  }

  /** Runs the guest as a program at CPL 3. */
  SvmGuest atPrivilege3() {
    put(Vmcb.CPL, 1, 3);
    put(Vmcb.SEGMENTS + 16 * LogicalProcessor.CS + Vmcb.SELECTOR, 2, 0x2B);
    put(Vmcb.SEGMENTS + 16 * LogicalProcessor.CS + Vmcb.ATTRIBUTES, 2, 0xAFB);
    put(Vmcb.SEGMENTS + 16 * LogicalProcessor.SS + Vmcb.SELECTOR, 2, 0x23);
    put(Vmcb.SEGMENTS + 16 * LogicalProcessor.SS + Vmcb.ATTRIBUTES, 2, 0xCF3);
    return this;
  }

  /** Maps guest-physical memory one to one, by 4 KiB pages below 4 MiB and 2 MiB pages above. */
  SvmGuest nestedPaging() {
    long directory = NESTED_TABLES + 0x2000;
    machine.memory().store(NESTED_TABLES, 8, NESTED_TABLES + 0x1000 | 7);
    machine.memory().store(NESTED_TABLES + 0x1000, 8, directory | 7);
    for (int i = 0; i < 512; i++) {
      machine.memory().store(directory + i * 8L, 8, (long) i << 21 | 0x87);
    }
    for (int i = 0; i < 2; i++) {
      machine.memory().store(directory + i * 8L, 8, NESTED_TABLES + 0x3000 + i * 0x1000L | 7);
    }
    for (int i = 0; i < 1024; i++) {
      machine.memory().store(nestedEntry((long) i << 12), 8, (long) i << 12 | 7);
    }
    put(Vmcb.NESTED_PAGING, 8, 1);
    put(Vmcb.NESTED_CR3, 8, NESTED_TABLES);
    put(Vmcb.G_PAT, 8, 0x0007_0406_0007_0406L);
    return this;
  }

  /** Gives the guest an IDT of its own with one interrupt gate. */
  SvmGuest gate(int vector, long handler) {
    long gate = IDT + vector * 16L;
    machine.memory().store(gate, 8, handler & 0xFFFF | 0x8E00_0008_0000L | handler >>> 16 << 48);
    put(Vmcb.IDTR + Vmcb.BASE, 8, IDT);
    put(Vmcb.IDTR + Vmcb.LIMIT, 4, 0xFFF);
    return this;
  }

  /** Where the nested entry of a guest-physical page below 4 MiB is. */
  static long nestedEntry(long guestPhysical) {
    return NESTED_TABLES + 0x3000 + (guestPhysical >>> 12) * 8;
  }

  /** Runs until the hypervisor halts. */
  SvmGuest run() {
    RunOutcome outcome = machine.run(LIMIT);
    if (!outcome.equals(new RunOutcome.HaltedForever())) {
      throw new AssertionError("the hypervisor did not get its processor back: " + outcome);
    }
    return this;
  }

  int exitCode() {
    return (int) get(Vmcb.EXIT_CODE);
  }

  String exit() {
    return ExitCode.name(exitCode());
  }
}
