package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.AH;

import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Flag control except IF (SDM, "Flag Control (EFLAG) Instructions"). */
public final class Flags {
  /** What LAHF and SAHF transfer. */
  private static final int LOW_FLAGS = Alu.SF | Alu.ZF | Alu.AF | Alu.PF | Alu.CF;

  /** What POPF may write at any privilege. */
  private static final long UNPRIVILEGED =
      Alu.STATUS_FLAGS | Rflags.TF | Rflags.DF | Rflags.NT | Rflags.AC | Rflags.ID;

  private Flags() {}

  /** Clears the carry flag. */
  @Instruction("F8  CLC")
  public static void clc(Alu alu) {
    alu.setCarry(false);
  }

  /** Sets the carry flag. */
  @Instruction("F9  STC")
  public static void stc(Alu alu) {
    alu.setCarry(true);
  }

  /** Complements the carry flag. */
  @Instruction("F5  CMC")
  public static void cmc(Alu alu) {
    alu.setCarry(!alu.carry());
  }

  /**
   * Sets AL to all ones if the carry flag is set, and to zeros if not; Intel never documented it.
   */
  @Instruction("D6  SALC   i64")
  public static void salc(LogicalProcessor cpu) {
    cpu.setRegister(LogicalProcessor.RAX, 1, cpu.alu.carry() ? 0xFF : 0);
  }

  /** Clears the direction flag: string instructions go up. */
  @Instruction("FC  CLD")
  public static void cld(LogicalProcessor cpu) {
    cpu.setRflags(0, Rflags.DF);
  }

  /** Sets the direction flag: string instructions go down. */
  @Instruction("FD  STD")
  public static void std(LogicalProcessor cpu) {
    cpu.setRflags(Rflags.DF, Rflags.DF);
  }

  /** Copies the low byte of the flags to AH. */
  @Instruction("9F  LAHF")
  public static void lahf(LogicalProcessor cpu) {
    cpu.setRegister(AH, 1, cpu.alu.statusFlags() & LOW_FLAGS | Rflags.FIXED);
  }

  /** Copies AH to the status flags in the low byte of the flags. */
  @Instruction("9E  SAHF")
  public static void sahf(LogicalProcessor cpu) {
    cpu.setRflags(cpu.register(AH, 1), LOW_FLAGS);
  }

  /**
   * Pushes the flags; RF and VM are not in the image. Where virtual-8086 extensions apply it shows
   * IOPL 3, and VIF in place of IF.
   */
  @Instruction(
      """
      9C  PUSHFW  d64 os16 svm=PUSHF
      9C  PUSHFD  i64 os32 svm=PUSHF
      9C  PUSHFQ  d64 os64 svm=PUSHF
      9C  PUSHF   d64 synonym svm=PUSHF
      """)
  public static void pushf(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    long flags = cpu.rflags();
    long image = flags & ~(Rflags.RF | Rflags.VM);
    if (virtualizesInterruptFlag(cpu, size)) {
      image = image & ~Rflags.IF | Rflags.IOPL | ((flags & Rflags.VIF) != 0 ? Rflags.IF : 0);
    }
    cpu.push(size, image);
  }

  /**
   * Pops the flags. IOPL changes only at CPL 0, and IF only if CPL is not above IOPL; where it may
   * not change, the popped bit is ignored without a fault: POPF is the classic instruction that is
   * sensitive but not privileged.
   */
  @Instruction(
      """
      9D  POPFW  d64 os16 svm=POPF
      9D  POPFD  i64 os32 svm=POPF
      9D  POPFQ  d64 os64 svm=POPF
      9D  POPF   d64 synonym svm=POPF
      """)
  public static void popf(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    if (virtualizesInterruptFlag(cpu, size)) {
      popVirtualized(cpu);
      return;
    }
    long image = cpu.pop(size) & ~Rflags.RF;
    long writable = UNPRIVILEGED;
    if (cpu.cpl() <= cpu.ioPrivilegeLevel()) {
      writable |= Rflags.IF;
    }
    if (cpu.cpl() == 0) {
      writable |= Rflags.IOPL;
    }
    cpu.setRflags(image, size == 2 ? writable & 0xFFFF : writable | Rflags.RF);
  }

  /** The popped IF goes to VIF, but not past an interrupt that the monitor holds back. */
  private static void popVirtualized(LogicalProcessor cpu) {
    long image = cpu.pop(2);
    boolean enables = (image & Rflags.IF) != 0;
    if (enables && (cpu.rflags() & Rflags.VIP) != 0 || (image & Rflags.TF) != 0) {
      throw cpu.fault(Vector.GP, 0);
    }
    cpu.setRflags(image | (enables ? Rflags.VIF : 0), UNPRIVILEGED & 0xFFFF | Rflags.VIF);
  }

  /**
   * In virtual-8086 mode an IOPL below 3 lets the monitor see every use of the flags image: it
   * faults, unless CR4.VME virtualizes IF for a word image.
   */
  private static boolean virtualizesInterruptFlag(LogicalProcessor cpu, int size) {
    if (cpu.mode() != Mode.VIRTUAL_8086 || cpu.ioPrivilegeLevel() == 3) {
      return false;
    }
    if (size != 2 || !cpu.control().has4(ControlRegisters.CR4_VME)) {
      throw cpu.fault(Vector.GP, 0);
    }
    return true;
  }
}
