package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.EventDelivery.Source;
import ringside.emulator.cpu.InterruptReturn;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.trace.TraceEvent;

/** Software interrupts, the interrupt flag, and waiting for an interrupt. */
public final class InterruptCalls {
  /** Of MWAIT's extensions in ECX: interrupts end the wait even where IF masks them. */
  private static final long BREAK_ON_INTERRUPT = 1;

  private InterruptCalls() {}

  /** Calls an interrupt procedure, if the gate's DPL lets CPL in. */
  @Instruction("CD ib  INT  Ib   svm=SWINT")
  public static void intN(LogicalProcessor cpu, DecodedInstruction instruction, long vector) {
    cpu.events().interrupt((int) vector & 0xFF, Source.INT_N, instruction.length());
  }

  /** Raises the breakpoint trap, by one byte. */
  @Instruction("CC  INT3")
  public static void int3(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.events().interrupt(Vector.BP.number(), Source.INT3_INTO, instruction.length());
  }

  /** Raises the overflow trap if OF is set. */
  @Instruction("CE  INTO  i64")
  public static void into(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (cpu.alu.overflow()) {
      cpu.events().interrupt(Vector.OF.number(), Source.INT3_INTO, instruction.length());
    }
  }

  /** Raises the debug trap; no gate's DPL keeps it out. */
  @Instruction(
      """
      F1  INT1    svm=ICEBP
      F1  ICEBP   synonym svm=ICEBP
      """)
  public static void int1(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.events().interrupt(Vector.DB.number(), Source.INT1, instruction.length());
  }

  /** Returns from an interrupt procedure. */
  @Instruction(
      """
      CF  IRETW  os16 svm=IRET
      CF  IRETD  os32 svm=IRET
      CF  IRETQ  os64 svm=IRET
      CF  IRET   synonym svm=IRET
      """)
  public static void iret(LogicalProcessor cpu, DecodedInstruction instruction) {
    InterruptReturn.execute(cpu, instruction.operandSize());
  }

  /** Keeps external interrupts out: IF, or where IOPL forbids that and a mode allows it, VIF. */
  @Instruction("FA  CLI")
  public static void cli(LogicalProcessor cpu) {
    if (ownsInterruptFlag(cpu)) {
      cpu.setRflags(0, Rflags.IF);
    } else if (hasVirtualInterruptFlag(cpu)) {
      cpu.setRflags(0, Rflags.VIF);
    } else {
      throw cpu.fault(Vector.GP);
    }
  }

  /** Lets external interrupts in, after the next instruction. */
  @Instruction("FB  STI")
  public static void sti(LogicalProcessor cpu) {
    long flags = cpu.rflags();
    if (ownsInterruptFlag(cpu)) {
      if ((flags & Rflags.IF) == 0) {
        cpu.setRflags(Rflags.IF, Rflags.IF);
        cpu.runState().setShadow(RunState.Shadow.STI);
      }
    } else if (hasVirtualInterruptFlag(cpu) && (flags & Rflags.VIP) == 0) {
      cpu.setRflags(Rflags.VIF, Rflags.VIF);
    } else {
      throw cpu.fault(Vector.GP);
    }
  }

  private static boolean ownsInterruptFlag(LogicalProcessor cpu) {
    return cpu.mode() == Mode.REAL || cpu.cpl() <= cpu.ioPrivilegeLevel();
  }

  /** SDM, "Protected-Mode Virtual Interrupts"; in virtual-8086 mode CR4.VME does the same. */
  private static boolean hasVirtualInterruptFlag(LogicalProcessor cpu) {
    return cpu.mode() == Mode.VIRTUAL_8086
        ? cpu.control().has4(ControlRegisters.CR4_VME)
        : cpu.cpl() == 3 && cpu.control().has4(ControlRegisters.CR4_PVI);
  }

  /** Stops until an interrupt comes. */
  @Instruction("F4  HLT  cpl0 vmx=HLT svm=HLT")
  public static void hlt(LogicalProcessor cpu) {
    cpu.runState().setActivity(RunState.Activity.HALTED);
    cpu.emit(new TraceEvent.Halt((cpu.rflags() & Rflags.IF) != 0));
  }

  /** Arms the monitor with the line at DS:rAX: a store to it ends {@link #mwait}. */
  @Instruction("NP 0F 01 C8  MONITOR   cpuid=MONITOR vmx=MONITOR svm=MONITOR")
  public static void monitor(LogicalProcessor cpu, DecodedInstruction instruction) {
    checkMonitor(cpu, cpu.register(RCX, 4));
    long address = cpu.register(RAX, instruction.addressSize());
    long unused = cpu.load(instruction.segment(), address, 1);
    cpu.runState().armMonitor();
  }

  /**
   * Waits for a store to the armed line, or an interrupt. Processors may wake up for reasons of
   * their own; this one does whenever a device has something to do, which covers stores by devices.
   * A guest does not wait.
   */
  @Instruction("NP 0F 01 C9  MWAIT   cpuid=MONITOR vmx=MWAIT svm=MWAIT")
  public static void mwait(LogicalProcessor cpu) {
    checkMonitor(cpu, cpu.register(RCX, 4) & ~BREAK_ON_INTERRUPT);
    if (cpu.guest() == null && cpu.runState().waitForStore()) {
      cpu.emit(new TraceEvent.Halt((cpu.rflags() & Rflags.IF) != 0));
    }
  }

  private static void checkMonitor(LogicalProcessor cpu, long extensions) {
    if (cpu.cpl() != 0 || !cpu.msrs().enablesMonitor()) {
      throw cpu.fault(Vector.UD);
    }
    if (extensions != 0) {
      throw cpu.fault(Vector.GP);
    }
  }
}
