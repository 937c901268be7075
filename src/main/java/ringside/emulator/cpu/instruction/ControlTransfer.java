package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Near jumps, calls and returns (SDM, "Control Transfer Instructions"). */
public final class ControlTransfer {
  private ControlTransfer() {}

  /** Jumps within the code segment. */
  @Instruction(
      """
      EB cb  JMP  Jb   f64
      E9 cz  JMP  Jz   f64
      FF /4  JMP  Ev   f64
      """)
  public static void jmp(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    cpu.branch(target, instruction.operandSize());
  }

  /** Pushes the address of the next instruction and jumps within the code segment. */
  @Instruction(
      """
      E8 cz  CALL  Jz   f64
      FF /2  CALL  Ev   f64
      """)
  public static void call(LogicalProcessor cpu, DecodedInstruction instruction, long target) {
    cpu.push(instruction.operandSize(), cpu.nextRip());
    cpu.branch(target, instruction.operandSize());
  }

  /** Pops the address to go on at. */
  @Instruction("C3  RET   f64")
  public static void ret(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.branch(cpu.pop(instruction.operandSize()), instruction.operandSize());
  }

  /** Pops the address to go on at, and releases the caller's parameters from the stack. */
  @Instruction("C2 iw  RET  Iw   f64")
  public static void retAndRelease(
      LogicalProcessor cpu, DecodedInstruction instruction, long parameterBytes) {
    cpu.branch(cpu.pop(instruction.operandSize()), instruction.operandSize());
    cpu.releaseStack(parameterBytes);
  }
}
