package ringside.emulator.cpu.instruction;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** What a condition code or a count in rCX decides (SDM, "EFLAGS Condition Codes"). */
public final class Conditional {
  private Conditional() {}

  /** Jumps to the target if the condition holds. */
  @Instruction(
      """
      70+cc cb     Jcc  Jb   f64
      0F 80+cc cz  Jcc  Jz   f64
      """)
  public static void jcc(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    if (cpu.alu.condition(instruction.condition())) {
      cpu.branch(target, instruction.operandSize());
    }
  }

  /** Sets the byte to 1 if the condition holds, and to 0 if not. */
  @Instruction("0F 90+cc /r  SETcc  Eb")
  public static long setcc(Alu alu, DecodedInstruction instruction) {
    return alu.condition(instruction.condition()) ? 1 : 0;
  }

  /**
   * Copies the source if the condition holds; it is read, and a doubleword extended, either way.
   */
  @Instruction("0F 40+cc /r  CMOVcc  Gv, Ev")
  public static long cmovcc(
      Alu alu, DecodedInstruction instruction, long destination, long source) {
    return alu.condition(instruction.condition()) ? source : destination;
  }

  /** Decrements the count register and jumps if it is not 0. */
  @Instruction(
      """
      E2 cb  LOOP  Jb        f64
      E2 cb  LOOP  Jb, CX    f64 as16 synonym
      E2 cb  LOOP  Jb, ECX   f64 as32 synonym
      E2 cb  LOOP  Jb, RCX   f64 as64 synonym
      """)
  public static void loop(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    loopIf(cpu, instruction, target, true);
  }

  /** Decrements the count register and jumps if it is not 0 and ZF is set. */
  @Instruction(
      """
      E1 cb  LOOPE  Jb   f64
      E1 cb  LOOPZ  Jb   f64 synonym
      """)
  public static void loope(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    loopIf(cpu, instruction, target, cpu.alu.zero());
  }

  /** Decrements the count register and jumps if it is not 0 and ZF is clear. */
  @Instruction(
      """
      E0 cb  LOOPNE  Jb   f64
      E0 cb  LOOPNZ  Jb   f64 synonym
      """)
  public static void loopne(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    loopIf(cpu, instruction, target, !cpu.alu.zero());
  }

  private static void loopIf(
      LogicalProcessor cpu, DecodedInstruction instruction, long target, boolean condition) {
    int size = instruction.addressSize();
    long count = cpu.register(LogicalProcessor.RCX, size) - 1;
    if (condition && Bits.zeroExtend(count, size) != 0) {
      cpu.branch(target, instruction.operandSize());
    }
    cpu.setRegister(LogicalProcessor.RCX, size, count);
  }

  /** Jumps if the count register, of address size, is 0. */
  @Instruction(
      """
      E3 cb  JCXZ   Jb   f64 as16
      E3 cb  JECXZ  Jb   f64 as32
      E3 cb  JRCXZ  Jb   f64 as64
      """)
  public static void jcxz(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    if (cpu.register(LogicalProcessor.RCX, instruction.addressSize()) == 0) {
      cpu.branch(target, instruction.operandSize());
    }
  }
}
