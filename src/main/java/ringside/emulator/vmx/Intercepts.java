package ringside.emulator.vmx;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.RowAttributes;

/**
 * Which instructions of a guest cause VM exits, and which behave otherwise in VMX non-root
 * operation (SDM, "Instructions That Cause VM Exits", "Changes to Instruction Behavior in VMX
 * Non-Root Operation"). A row of the instruction table names the exit reason; what it depends on is
 * here.
 */
final class Intercepts {
  private static final int ROWS = 4096;

  /** By row; what no row names stays null. */
  private static final @Nullable ExitReason[] REASONS = new ExitReason[ROWS];

  private static final boolean[] KNOWN = new boolean[ROWS];

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;
  private final ControlRegisterAccess controlRegisters;
  private final PortIntercepts ports;
  private final MsrIntercepts msrs;
  private long lastPause;
  private long firstPause;

  Intercepts(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
    this.controlRegisters = new ControlRegisterAccess(vmx, this);
    this.ports = new PortIntercepts(vmx, this);
    this.msrs = new MsrIntercepts(vmx, this);
  }

  private static @Nullable ExitReason reason(InstructionRow row) {
    int id = row.id();
    if (!KNOWN[id]) {
      String name = row.attributes().vmx();
      REASONS[id] = name == null ? null : ExitReason.valueOf(name);
      KNOWN[id] = true;
    }
    return REASONS[id];
  }

  /** {@link ringside.emulator.cpu.Virtualization#intercept}. */
  boolean intercept(DecodedInstruction instruction) {
    ExitReason reason = reason(instruction.row());
    if (reason == null) {
      return false;
    }
    if (cpu.cpl() != 0
        && reason != ExitReason.DR_ACCESS
        && instruction.row().attributes().has(RowAttributes.Flag.CPL0)) {
      return false;
    }
    return switch (reason) {
      case CPUID, INVD -> exit(instruction, reason);
      case XSETBV -> cpu.cpl() == 0 && exit(instruction, reason);
      case HLT -> exitIf(VmxControl.HLT_EXITING, instruction, reason);
      case WBINVD -> exitIf(VmxControl.WBINVD_EXITING, instruction, reason);
      case MWAIT -> mwait(instruction);
      case MONITOR -> cpu.cpl() == 0 && exitIf(VmxControl.MONITOR_EXITING, instruction, reason);
      case RDPMC -> rdpmc(instruction);
      case RDTSC -> timeStamp(instruction, reason);
      case RDTSCP -> rdtscp(instruction);
      case INVLPG -> invlpg(instruction);
      case INVPCID -> invpcid(instruction);
      case PAUSE -> pause(instruction);
      case CR_ACCESS -> controlRegisters.intercept(instruction);
      case DR_ACCESS -> debugRegister(instruction);
      case IO -> ports.intercept(instruction);
      case RDMSR -> msrs.read(instruction);
      case WRMSR -> msrs.write(instruction);
      case GDTR_IDTR, LDTR_TR -> descriptorTable(instruction, reason);
      case RDRAND -> random(VmxControl.RDRAND_EXITING, instruction, reason);
      case RDSEED -> random(VmxControl.RDSEED_EXITING, instruction, reason);
      case XSAVES, XRSTORS -> requireEnabled(VmxControl.ENABLE_XSAVES);
      default -> false;
    };
  }

  // Ways to exit.

  boolean exit(DecodedInstruction instruction, ExitReason reason) {
    return exit(instruction, reason, 0, 0);
  }

  boolean exit(
      DecodedInstruction instruction, ExitReason reason, long qualification, int information) {
    vmx.exits().note(instruction, reason, qualification, information);
    cpu.rewind(instruction);
    vmx.exits().exit();
    return true;
  }

  private boolean mwait(DecodedInstruction instruction) {
    long armed = cpu.runState().armed() ? 1 : 0;
    return cpu.cpl() == 0
        && vmcs.has(VmxControl.MWAIT_EXITING)
        && exit(instruction, ExitReason.MWAIT, armed, 0);
  }

  private boolean exitIf(VmxControl control, DecodedInstruction instruction, ExitReason reason) {
    return vmcs.has(control) && exit(instruction, reason);
  }

  /** Without its control an instruction does not exist for the guest. */
  private boolean requireEnabled(VmxControl control) {
    if (!vmcs.has(control)) {
      throw cpu.fault(Vector.UD);
    }
    return false;
  }

  // One instruction each.

  private boolean rdpmc(DecodedInstruction instruction) {
    boolean allowed = cpu.cpl() == 0 || cpu.control().has4(ControlRegisters.CR4_PCE);
    return allowed && exitIf(VmxControl.RDPMC_EXITING, instruction, ExitReason.RDPMC);
  }

  private boolean timeStamp(DecodedInstruction instruction, ExitReason reason) {
    boolean allowed = cpu.cpl() == 0 || !cpu.control().has4(ControlRegisters.CR4_TSD);
    return allowed && exitIf(VmxControl.RDTSC_EXITING, instruction, reason);
  }

  private boolean rdtscp(DecodedInstruction instruction) {
    boolean unused = requireEnabled(VmxControl.ENABLE_RDTSCP);
    return timeStamp(instruction, ExitReason.RDTSCP);
  }

  private boolean invlpg(DecodedInstruction instruction) {
    if (!vmcs.has(VmxControl.INVLPG_EXITING)) {
      return false;
    }
    long linear = cpu.linearAddress(instruction.segment(), cpu.effectiveAddress(instruction));
    return exit(instruction, ExitReason.INVLPG, linear, 0);
  }

  private boolean invpcid(DecodedInstruction instruction) {
    boolean unused = requireEnabled(VmxControl.ENABLE_INVPCID);
    return vmcs.has(VmxControl.INVLPG_EXITING)
        && exit(
            instruction,
            ExitReason.INVPCID,
            vmx.displacement(instruction),
            InstructionInformation.memoryAndRegister(instruction, 0));
  }

  /** PAUSE exiting, else pause-loop exiting at CPL 0: gap and window are in TSC ticks. */
  private boolean pause(DecodedInstruction instruction) {
    if (vmcs.has(VmxControl.PAUSE_EXITING)) {
      return exit(instruction, ExitReason.PAUSE);
    }
    if (!vmcs.has(VmxControl.PAUSE_LOOP_EXITING) || cpu.cpl() != 0) {
      return false;
    }
    long now = cpu.msrs().hostTimeStampCounter();
    if (now - lastPause > vmcs.get(VmcsField.PLE_GAP)) {
      firstPause = now;
    }
    lastPause = now;
    return now - firstPause > vmcs.get(VmcsField.PLE_WINDOW) && exit(instruction, ExitReason.PAUSE);
  }

  /** MOV DR is the exception: it exits before the fault of its privilege. */
  private boolean debugRegister(DecodedInstruction instruction) {
    if (!vmcs.has(VmxControl.MOV_DR_EXITING)) {
      return false;
    }
    boolean from = instruction.opcode() == 0x21;
    int general = instruction.register(from ? 0 : 1);
    int debug = instruction.register(from ? 1 : 0);
    long qualification = debug & 7 | (from ? 1 << 4 : 0) | general << 8;
    return exit(instruction, ExitReason.DR_ACCESS, qualification, 0);
  }

  private boolean descriptorTable(DecodedInstruction instruction, ExitReason reason) {
    if (!vmcs.has(VmxControl.DESCRIPTOR_TABLE_EXITING)) {
      return false;
    }
    int identity = instruction.reg() & 3;
    int information =
        reason == ExitReason.GDTR_IDTR
            ? InstructionInformation.descriptorTable(instruction, identity)
            : InstructionInformation.systemSegment(instruction, identity);
    long displacement = instruction.hasMemory() ? vmx.displacement(instruction) : 0;
    return exit(instruction, reason, displacement, information);
  }

  private boolean random(VmxControl control, DecodedInstruction instruction, ExitReason reason) {
    return vmcs.has(control)
        && exit(instruction, reason, 0, InstructionInformation.random(instruction));
  }

  // Values in EDX:EAX.

  long pair() {
    return cpu.register(RDX, 4) << 32 | cpu.register(RAX, 4);
  }

  void setPair(long value) {
    cpu.setRegister(RAX, 4, value);
    cpu.setRegister(RDX, 4, value >>> 32);
  }

  int msrIndex() {
    return (int) cpu.register(RCX, 4);
  }
}
