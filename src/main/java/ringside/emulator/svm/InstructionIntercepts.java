package ringside.emulator.svm;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;

import java.util.Arrays;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.OperandKind;
import ringside.emulator.isa.Repeat;
import ringside.emulator.isa.RowAttributes;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceSink;

/**
 * Whether an instruction of the guest exits, and with what information (AMD APM, "Instruction
 * Intercepts"). Faults that have priority are raised here, or left to the instruction by not
 * intercepting it.
 */
final class InstructionIntercepts {
  private static final int UNKNOWN = -2;
  private static final int NONE = -1;

  /** EXITINFO1 of a CR access by MOV (AMD APM, "MOV CRx/DRx Intercepts" of decode assists). */
  private static final long MOV_CR = 1L << 63;

  private static final long CR0_NOT_SELECTED = ControlRegisters.CR0_TS | ControlRegisters.CR0_MP;
  private static final long DR7_GD = 1 << 13;

  // EXITINFO1 of IOIO (AMD APM, "IN and OUT Behavior").
  private static final int IO_IN = 1;
  private static final int IO_STRING = 1 << 2;
  private static final int IO_REPEATED = 1 << 3;
  private static final int IO_SIZE_SHIFT = 4;
  private static final int IO_ADDRESS_SHIFT = 6;
  private static final int IO_SEGMENT_SHIFT = 10;

  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;
  private final GuestControls controls;
  private final WorldSwitch worlds;

  /** Exit code of each row of the instruction table, as far as it was met. */
  private int[] codes = {};

  InstructionIntercepts(
      LogicalProcessor cpu, PhysicalMemory memory, GuestControls controls, WorldSwitch worlds) {
    this.cpu = cpu;
    this.memory = memory;
    this.controls = controls;
    this.worlds = worlds;
  }

  /** {@link ringside.emulator.cpu.Virtualization#intercept}. */
  boolean intercept(DecodedInstruction instruction) {
    InstructionRow row = instruction.row();
    int code = row.id() < codes.length ? codes[row.id()] : UNKNOWN;
    if (code == UNKNOWN) {
      code = learn(row);
    }
    if (code == NONE || cpu.cpl() != 0 && row.attributes().has(RowAttributes.Flag.CPL0)) {
      return false;
    }
    return switch (code) {
      case ExitCode.READ_CR0 -> readControl(instruction);
      case ExitCode.WRITE_CR0 -> writeControl(instruction);
      case ExitCode.READ_DR0, ExitCode.WRITE_DR0 -> debug(instruction, code);
      case ExitCode.RDTSC, ExitCode.RDTSCP ->
          cpu.control().permits(ControlRegisters.CR4_TSD, false) && simple(instruction, code);
      case ExitCode.RDPMC ->
          cpu.control().permits(ControlRegisters.CR4_PCE, true) && simple(instruction, code);
      case ExitCode.GDTR_READ, ExitCode.IDTR_READ, ExitCode.LDTR_READ, ExitCode.TR_READ ->
          cpu.control().permits(ControlRegisters.CR4_UMIP, false) && simple(instruction, code);
      case ExitCode.IOIO -> port(instruction);
      case ExitCode.MSR -> modelSpecific(instruction);
      case ExitCode.PAUSE -> pause(instruction);
      case ExitCode.SWINT -> exit(instruction, code, assist(instruction.immediate() & 0xFF), 0);
      case ExitCode.INVLPG -> exit(instruction, code, assist(linearAddress(instruction)), 0);
      case ExitCode.INVLPGA ->
          cpu.cpl() == 0
              && exit(instruction, code, assist(cpu.register(RAX, instruction.addressSize())), 0);
      case ExitCode.VMRUN,
          ExitCode.VMLOAD,
          ExitCode.VMSAVE,
          ExitCode.STGI,
          ExitCode.CLGI,
          ExitCode.SKINIT,
          ExitCode.MONITOR ->
          cpu.cpl() == 0 && simple(instruction, code);
      case ExitCode.MWAIT -> cpu.cpl() == 0 && mwait(instruction);
      default -> simple(instruction, code);
    };
  }

  private int learn(InstructionRow row) {
    if (row.id() >= codes.length) {
      int known = codes.length;
      codes = Arrays.copyOf(codes, row.id() + 64);
      Arrays.fill(codes, known, codes.length, UNKNOWN);
    }
    String name = row.attributes().svm();
    codes[row.id()] = name == null ? NONE : ExitCode.ofRow(name);
    return codes[row.id()];
  }

  // Exits.

  private boolean simple(DecodedInstruction instruction, int code) {
    return exit(instruction, code, 0, 0);
  }

  /** Leaves the guest at the instruction if the hypervisor asked for it. */
  private boolean exit(
      DecodedInstruction instruction, int code, long information1, long information2) {
    if (!controls.asksFor(code)) {
      return false;
    }
    leave(instruction, code, information1, information2);
    return true;
  }

  private void leave(
      DecodedInstruction instruction, int code, long information1, long information2) {
    long next = cpu.rip();
    cpu.rewind(instruction);
    worlds.note(code, information1, information2, next);
    worlds.exit();
  }

  /** Information that only processors with decode assists give. */
  private long assist(long information) {
    return cpu.model().has(CpuFeature.DECODE_ASSISTS) ? information : 0;
  }

  private long linearAddress(DecodedInstruction instruction) {
    return cpu.linearAddress(instruction.segment(), cpu.effectiveAddress(instruction));
  }

  // Control and debug registers.

  private boolean readControl(DecodedInstruction instruction) {
    if (instruction.operandCount() < 2 || instruction.kind(1) != OperandKind.CONTROL) {
      // SMSW.
      return cpu.control().permits(ControlRegisters.CR4_UMIP, false)
          && exit(instruction, ExitCode.READ_CR0, 0, 0);
    }
    int number = instruction.register(1);
    if (!exists(number)) {
      return false;
    }
    long information = assist(MOV_CR | instruction.register(0));
    if (exit(instruction, ExitCode.READ_CR0 + number, information, 0)) {
      return true;
    }
    if (number == 8 && controls.virtualMasking()) {
      cpu.setRegister(instruction.register(0), 8, controls.virtualTaskPriority());
      return true;
    }
    return false;
  }

  private boolean writeControl(DecodedInstruction instruction) {
    boolean move = instruction.operandCount() > 1;
    int number = move ? instruction.register(0) : 0;
    if (!exists(number)) {
      return false;
    }
    long information = move ? assist(MOV_CR | instruction.register(1)) : 0;
    if (exit(instruction, ExitCode.WRITE_CR0 + number, information, 0)) {
      return true;
    }
    if (number == 0 && controls.asksFor(ExitCode.CR0_SEL_WRITE)) {
      return selectiveWrite(instruction, move, information);
    }
    if (number == 8 && controls.virtualMasking()) {
      long value = cpu.operand(instruction, 1);
      if (value >>> 4 != 0) {
        return false;
      }
      controls.setVirtualTaskPriority(value);
      cpu.runState().attend();
      return true;
    }
    return false;
  }

  /** CLTS is never a selective write, LMSW always, MOV if it changes more than TS and MP. */
  private boolean selectiveWrite(DecodedInstruction instruction, boolean move, long information) {
    boolean lmsw = !move && instruction.operandCount() == 1;
    long changed = move ? cpu.operand(instruction, 1) ^ cpu.control().cr0() : 0;
    return (lmsw || (changed & ~CR0_NOT_SELECTED) != 0)
        && exit(instruction, ExitCode.CR0_SEL_WRITE, information, 0);
  }

  /** Others raise #UD. */
  private static boolean exists(int control) {
    return control == 0 || control >= 2 && control <= 4 || control == 8;
  }

  private boolean debug(DecodedInstruction instruction, int code) {
    boolean write = code == ExitCode.WRITE_DR0;
    int number = instruction.register(write ? 0 : 1);
    int general = instruction.register(write ? 1 : 0);
    if (number > 7 || (cpu.debug().value(7) & DR7_GD) != 0) {
      return false;
    }
    return exit(instruction, code + number, assist(general), 0);
  }

  // MWAIT, PAUSE, ports and MSRs.

  private boolean mwait(DecodedInstruction instruction) {
    return simple(instruction, ExitCode.MWAIT)
        || cpu.runState().armed() && simple(instruction, ExitCode.MWAIT_CONDITIONAL);
  }

  private boolean pause(DecodedInstruction instruction) {
    return controls.asksFor(ExitCode.PAUSE)
        && controls.pauseExceeds(cpu.msrs().hostTimeStampCounter())
        && simple(instruction, ExitCode.PAUSE);
  }

  private boolean port(DecodedInstruction instruction) {
    if (!controls.asksFor(ExitCode.IOIO)) {
      return false;
    }
    int opcode = instruction.opcode();
    boolean string = (opcode & 0xF0) == 0x60;
    boolean repeated = instruction.repeat() != Repeat.NONE;
    if (repeated && cpu.register(RCX, instruction.addressSize()) == 0) {
      return false;
    }
    boolean in = (opcode & 2) == 0;
    int size = (opcode & 1) == 0 ? 1 : Math.min(4, instruction.operandSize());
    boolean immediate = (opcode & 0xF8) == 0xE0;
    int port =
        immediate
            ? (int) instruction.immediate() & 0xFF
            : (int) cpu.register(LogicalProcessor.RDX, 2);
    // Virtual-8086 mode, IOPL and the TSS's bit map have priority.
    cpu.ports().check(port, size);
    if (!intercepted(port, size)) {
      return false;
    }
    int information =
        port << 16
            | (in ? IO_IN : 0)
            | size << IO_SIZE_SHIFT
            | instruction.addressSize() << IO_ADDRESS_SHIFT;
    if (string) {
      information |= IO_STRING | (repeated ? IO_REPEATED : 0);
      int segment = in ? LogicalProcessor.ES : instruction.segment();
      information |= (int) assist(segment) << IO_SEGMENT_SHIFT;
    }
    long next = cpu.rip();
    leave(instruction, ExitCode.IOIO, information & 0xFFFF_FFFFL, next);
    return true;
  }

  /** The I/O permissions map has a bit for each port, and some beyond the last. */
  private boolean intercepted(int port, int size) {
    long bits = read(controls.ioPermissionMap() + (port >>> 3), 1);
    bits |= read(controls.ioPermissionMap() + (port >>> 3) + 1, 1) << 8;
    return (bits >>> (port & 7) & (1L << size) - 1) != 0;
  }

  private boolean modelSpecific(DecodedInstruction instruction) {
    if (!controls.asksFor(ExitCode.MSR)) {
      return false;
    }
    boolean write = instruction.opcode() == 0x30;
    int index = (int) cpu.register(RCX, 4);
    if (!intercepted(index, write)) {
      return false;
    }
    return exit(instruction, ExitCode.MSR, write ? 1 : 0, 0);
  }

  /** Two bits for each MSR of three ranges; others are always intercepted. */
  private boolean intercepted(int msr, boolean write) {
    int range =
        switch (msr >>> 13) {
          case 0 -> 0;
          case ModelSpecificRegisters.IA32_EFER >>> 13 -> 1;
          case SvmRegisters.VM_CR >>> 13 -> 2;
          default -> -1;
        };
    if (range < 0) {
      return true;
    }
    int bit = (msr & 0x1FFF) * 2 + (write ? 1 : 0);
    long address = controls.msrPermissionMap() + range * 0x800L + (bit >>> 3);
    return (read(address, 1) >>> (bit & 7) & 1) != 0;
  }

  private long read(long physical, int size) {
    long value = memory.load(physical, size);
    TraceSink sink = cpu.trace();
    if (sink != null) {
      sink.load(TraceSink.Access.VIRTUALIZATION, physical, physical, size, value);
    }
    return value;
  }
}
