package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.ControlRegisters.CR0_MP;
import static ringside.emulator.cpu.ControlRegisters.CR0_PE;
import static ringside.emulator.cpu.ControlRegisters.CR0_TS;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Control words, environment and whole state (SDM, "x87 FPU Control Instructions"). */
public final class X87Control {
  private X87Control() {}

  /** Raises pending exceptions; also a prefix of every waiting control instruction. */
  @Instruction(
      """
      9B  FWAIT
      9B  WAIT    synonym
      """)
  public static void fwait(LogicalProcessor cpu) {
    long both = CR0_MP | CR0_TS;
    if ((cpu.control().cr0() & both) == both) {
      throw cpu.fault(Vector.NM);
    }
    if (cpu.x87().pending()) {
      throw cpu.fault(Vector.MF);
    }
  }

  /** No operation; FENI, FDISI and FSETPM once meant something to the 8087 and the 287. */
  @Instruction(
      """
      D9 D0  FNOP
      DB E0  FNENI
      DB E1  FNDISI
      DB E4  FNSETPM  alias
      """)
  public static void fnop(LogicalProcessor cpu) {
    X87 unused = X87Operands.enterWaiting(cpu);
  }

  /** Initializes the FPU without looking at pending exceptions. */
  @Instruction("DB E3  FNINIT")
  public static void fninit(LogicalProcessor cpu) {
    X87Operands.enterWithoutWaiting(cpu).initialize();
  }

  /** Clears the exception flags. */
  @Instruction("DB E2  FNCLEX")
  public static void fnclex(LogicalProcessor cpu) {
    X87Operands.enterWithoutWaiting(cpu).clearExceptions();
  }

  /** Loads the control word. */
  @Instruction("D9 /5 m:  FLDCW  Mw")
  public static void fldcw(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWaiting(cpu);
    fpu.setControl((int) X87Operands.load(cpu, i, 0, 2));
  }

  /** Stores the control word. */
  @Instruction("D9 /7 m:  FNSTCW  Mw")
  public static void fnstcw(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWithoutWaiting(cpu);
    X87Operands.store(cpu, i, 0, 2, fpu.control());
  }

  /** Stores the status word. */
  @Instruction(
      """
      DD /7 m:  FNSTSW  Mw
      DF E0     FNSTSW  AX
      """)
  public static void fnstsw(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWithoutWaiting(cpu);
    cpu.setOperand(i, 0, fpu.status());
  }

  /** Empties ST(i); FFREEP also pops. */
  @Instruction(
      """
      DD /0 11:  FFREE   STi
      DF /0 11:  FFREEP  STi
      """)
  public static void ffree(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWaiting(cpu);
    X87Operands.remember(cpu, i);
    fpu.free(i.register(0));
    if (i.opcode() == 0xDF) {
      fpu.pop();
    }
  }

  /** Decrements the stack pointer. */
  @Instruction("D9 F6  FDECSTP")
  public static void fdecstp(LogicalProcessor cpu, DecodedInstruction i) {
    turn(cpu, i, -1);
  }

  /** Increments the stack pointer; the register that was on top is not emptied. */
  @Instruction("D9 F7  FINCSTP")
  public static void fincstp(LogicalProcessor cpu, DecodedInstruction i) {
    turn(cpu, i, 1);
  }

  private static void turn(LogicalProcessor cpu, DecodedInstruction i, int by) {
    X87 fpu = X87Operands.enterWaiting(cpu);
    X87Operands.remember(cpu, i);
    fpu.setC1(false);
    fpu.rotate(by);
  }

  // ---- environment and state -------------------------------------------------------------------

  /** Stores the environment, 14 or 28 bytes, and masks all exceptions. */
  @Instruction("D9 /6 m:  FNSTENV  M")
  public static void fnstenv(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWithoutWaiting(cpu);
    storeEnvironment(cpu, i, fpu);
    fpu.setControl(fpu.control() | 0x3F);
  }

  /** Loads the environment. */
  @Instruction("D9 /4 m:  FLDENV  M")
  public static void fldenv(LogicalProcessor cpu, DecodedInstruction i) {
    loadEnvironment(cpu, i, X87Operands.enterWaiting(cpu));
  }

  /** Stores environment and registers, 94 or 108 bytes, and initializes the FPU. */
  @Instruction("DD /6 m:  FNSAVE  M")
  public static void fnsave(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWithoutWaiting(cpu);
    int at = storeEnvironment(cpu, i, fpu);
    for (int n = 0; n < 8; n++) {
      X87Operands.store(cpu, i, at + n * 10, 8, fpu.significand(n));
      X87Operands.store(cpu, i, at + n * 10 + 8, 2, fpu.signExponent(n));
    }
    fpu.initialize();
  }

  /** Loads environment and registers. */
  @Instruction("DD /4 m:  FRSTOR  M")
  public static void frstor(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWaiting(cpu);
    int at = loadEnvironment(cpu, i, fpu);
    int tags = fpu.abridgedTags();
    for (int n = 0; n < 8; n++) {
      long significand = X87Operands.load(cpu, i, at + n * 10, 8);
      fpu.setRaw(n, (int) X87Operands.load(cpu, i, at + n * 10 + 8, 2), significand);
    }
    fpu.setAbridgedTags(tags);
  }

  private static boolean isProtected(LogicalProcessor cpu) {
    return (cpu.control().cr0() & CR0_PE) != 0 && cpu.mode() != Mode.VIRTUAL_8086;
  }

  /** SDM, "Protected Mode x87 FPU State Image" and its neighbours. Returns its length. */
  private static int storeEnvironment(LogicalProcessor cpu, DecodedInstruction i, X87 fpu) {
    int width = i.operandSize() == 2 ? 2 : 4;
    long ip = fpu.instructionOffset();
    long dp = fpu.dataOffset();
    long[] words = {fpu.control(), fpu.status(), fpu.tagWord(), 0, 0, 0, 0};
    if (isProtected(cpu)) {
      words[3] = ip;
      words[4] = fpu.instructionSelector() | (width == 4 ? (long) fpu.opcode() << 16 : 0);
      words[5] = dp;
      words[6] = fpu.dataSelector();
    } else {
      long linearIp = ((long) fpu.instructionSelector() << 4) + ip;
      long linearDp = ((long) fpu.dataSelector() << 4) + dp;
      words[3] = linearIp & 0xFFFF;
      words[4] = linearIp >>> 16 << 12 & 0xFFFF_FFFFL | fpu.opcode();
      words[5] = linearDp & 0xFFFF;
      words[6] = linearDp >>> 16 << 12 & 0xFFFF_FFFFL;
    }
    for (int n = 0; n < words.length; n++) {
      boolean half = width == 4 && (n < 3 || n == 6 && isProtected(cpu));
      X87Operands.store(cpu, i, n * width, width, half ? words[n] | 0xFFFF_0000L : words[n]);
    }
    return words.length * width;
  }

  private static int loadEnvironment(LogicalProcessor cpu, DecodedInstruction i, X87 fpu) {
    int width = i.operandSize() == 2 ? 2 : 4;
    long[] words = new long[7];
    for (int n = 0; n < words.length; n++) {
      words[n] = X87Operands.load(cpu, i, n * width, width);
    }
    fpu.setControl((int) words[0]);
    fpu.setStatus((int) words[1] & 0xFFFF);
    fpu.setTagWord((int) words[2]);
    if (isProtected(cpu)) {
      int opcode = width == 4 ? (int) (words[4] >>> 16) & 0x7FF : 0;
      fpu.setInstruction((int) words[4] & 0xFFFF, words[3], opcode);
      fpu.setData((int) words[6] & 0xFFFF, words[5]);
    } else {
      long ip = words[4] >>> 12 << 16 | words[3] & 0xFFFF;
      fpu.setInstruction(0, ip, (int) words[4] & 0x7FF);
      fpu.setData(0, words[6] >>> 12 << 16 | words[5] & 0xFFFF);
    }
    return words.length * width;
  }
}
