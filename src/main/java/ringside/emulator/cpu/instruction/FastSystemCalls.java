package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;
import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuModel.Vendor;
import ringside.emulator.cpu.DebugRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.trace.TraceEvent.Gate;

/**
 * SYSCALL and SYSENTER, their returns, and SWAPGS. They read no table: selectors come from MSRs,
 * and the segments behind them are flat by definition.
 *
 * <p>The vendors differ. Intel has SYSCALL in 64-bit mode only, AMD in legacy and compatibility
 * mode too; Intel has SYSENTER in every protected mode, AMD not in long mode. SYSRET to a
 * non-canonical address faults before the switch on Intel, after it on AMD (SDM, "SYSCALL—Fast
 * System Call", "SYSENTER—Fast System Call"; AMD APM, "SYSCALL and SYSRET", "SYSENTER and
 * SYSEXIT").
 */
public final class FastSystemCalls {
  private static final int SELECTOR = 0xFFFC;

  /** Bits of R11 that SYSRET takes into RFLAGS. */
  private static final long SYSRET_FLAGS = 0x3C_7FD7;

  private FastSystemCalls() {}

  /** Calls the kernel entry in IA32_LSTAR; RCX and R11 take RIP and RFLAGS, RSP stays. */
  @Instruction("0F 05  SYSCALL   cpuid=SYSCALL")
  public static void syscall(LogicalProcessor cpu) {
    Mode mode = cpu.mode();
    boolean enabled = (cpu.control().efer() & ControlRegisters.EFER_SCE) != 0;
    boolean here = mode == Mode.LONG || isAmd(cpu) && mode != Mode.REAL;
    if (!enabled || !here) {
      throw cpu.fault(Vector.UD);
    }
    long star = cpu.msrs().value(ModelSpecificRegisters.IA32_STAR);
    int from = cpu.cpl();
    cpu.setRegister(RCX, 8, cpu.nextRip());
    if (mode.ia32e()) {
      long mask = cpu.msrs().value(ModelSpecificRegisters.IA32_FMASK);
      int entry =
          mode == Mode.LONG ? ModelSpecificRegisters.IA32_LSTAR : ModelSpecificRegisters.IA32_CSTAR;
      cpu.setRegister(11, 8, cpu.rflags() & ~Rflags.RF);
      cpu.setRflags(0, mask | Rflags.RF);
      cpu.setRip(cpu.msrs().value(entry));
    } else {
      cpu.setRflags(0, Rflags.VM | Rflags.IF | Rflags.RF);
      cpu.setRip(star & 0xFFFF_FFFFL);
    }
    if ((cpu.systemFlags() & Rflags.TF) == 0) {
      cpu.runState().setSingleStep(false);
    }
    int code = (int) (star >>> 32) & SELECTOR;
    cpu.segment(CS).setFlatCode(code, 0, mode.ia32e());
    cpu.segment(SS).setFlatStack(code + 8, 0);
    cpu.changePrivilege(from, 0, Gate.SYSCALL);
  }

  /** Returns from SYSCALL to CPL 3: to 64-bit code with REX.W, else to 32-bit code. */
  @Instruction("0F 07  SYSRET   cpuid=SYSCALL pm")
  public static void sysret(LogicalProcessor cpu, DecodedInstruction instruction) {
    boolean enabled = (cpu.control().efer() & ControlRegisters.EFER_SCE) != 0;
    if (!enabled || cpu.mode() != Mode.LONG && !isAmd(cpu)) {
      throw cpu.fault(Vector.UD);
    }
    if (cpu.cpl() != 0) {
      throw cpu.fault(Vector.GP);
    }
    boolean to64Bit = instruction.operandSize() == 8;
    long target = Bits.zeroExtend(cpu.register(RCX, 8), to64Bit ? 8 : 4);
    if (!isAmd(cpu)) {
      cpu.requireCanonical(target);
    }
    long star = cpu.msrs().value(ModelSpecificRegisters.IA32_STAR);
    int base = (int) (star >>> 48) & SELECTOR;
    if (cpu.mode().ia32e()) {
      cpu.setRflags(cpu.register(11, 8) & SYSRET_FLAGS, Rflags.DEFINED);
    } else {
      cpu.setRflags(Rflags.IF, Rflags.IF);
    }
    cpu.setRip(target);
    cpu.segment(CS).setFlatCode((to64Bit ? base + 16 : base) | 3, 3, to64Bit);
    if (isAmd(cpu)) {
      cpu.segment(SS).setSelector(base + 8 | 3); // the hidden part stays as it is
    } else {
      cpu.segment(SS).setFlatStack(base + 8 | 3, 3);
    }
    if ((cpu.systemFlags() & Rflags.TF) != 0) {
      // Unlike POPF and IRET it is single-stepped itself if it sets TF.
      RunState state = cpu.runState();
      state.setPendingDebug(state.pendingDebug() | DebugRegisters.DR6_BS);
      state.setSingleStep(false);
    }
    cpu.changePrivilege(0, 3, Gate.SYSRET);
  }

  /** Calls the kernel entry in IA32_SYSENTER_EIP, with the stack in IA32_SYSENTER_ESP. */
  @Instruction("0F 34  SYSENTER   cpuid=SEP")
  public static void sysenter(LogicalProcessor cpu) {
    int code = sysenterCode(cpu);
    boolean ia32e = cpu.mode().ia32e();
    int from = cpu.cpl();
    int size = ia32e ? 8 : 4;
    cpu.setRflags(0, Rflags.VM | Rflags.IF);
    cpu.setRip(Bits.zeroExtend(cpu.msrs().value(ModelSpecificRegisters.IA32_SYSENTER_EIP), size));
    cpu.setRegister(RSP, size, cpu.msrs().value(ModelSpecificRegisters.IA32_SYSENTER_ESP));
    cpu.segment(CS).setFlatCode(code, 0, ia32e);
    cpu.segment(SS).setFlatStack(code + 8, 0);
    cpu.changePrivilege(from, 0, Gate.SYSENTER);
  }

  /** Returns from SYSENTER to CPL 3, at RDX with the stack at RCX. */
  @Instruction("0F 35  SYSEXIT   cpuid=SEP cpl0")
  public static void sysexit(LogicalProcessor cpu, DecodedInstruction instruction) {
    int code = sysenterCode(cpu);
    boolean to64Bit = instruction.operandSize() == 8;
    int size = to64Bit ? 8 : 4;
    long target = cpu.register(RDX, size);
    long stack = cpu.register(RCX, size);
    cpu.requireCanonical(target);
    cpu.requireCanonical(stack);
    int base = code + (to64Bit ? 32 : 16);
    cpu.setRip(target);
    cpu.setRegister(RSP, size, stack);
    cpu.segment(CS).setFlatCode(base | 3, 3, to64Bit);
    cpu.segment(SS).setFlatStack(base + 8 | 3, 3);
    cpu.changePrivilege(0, 3, Gate.SYSEXIT);
  }

  private static int sysenterCode(LogicalProcessor cpu) {
    if (isAmd(cpu) && cpu.mode().ia32e()) {
      throw cpu.fault(Vector.UD);
    }
    int code = (int) cpu.msrs().value(ModelSpecificRegisters.IA32_SYSENTER_CS) & SELECTOR;
    if (cpu.mode() == Mode.REAL || code == 0) {
      throw cpu.fault(Vector.GP);
    }
    return code;
  }

  /** Exchanges the base of GS with the one that waits in IA32_KERNEL_GS_BASE. */
  @Instruction("0F 01 F8  SWAPGS   o64 cpl0")
  public static void swapgs(LogicalProcessor cpu) {
    cpu.msrs().swapGs();
  }

  private static boolean isAmd(LogicalProcessor cpu) {
    return cpu.model().vendor() == Vendor.AMD;
  }
}
