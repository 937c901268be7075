package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.FarTransfer;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Jumps, calls and returns to another code segment (SDM, "Control Transfer Instructions"). */
public final class FarControlTransfer {
  private FarControlTransfer() {}

  /** Jumps to a selector and offset in the instruction. */
  @Instruction("EA cp  JMP  Ap   i64")
  public static void jmpFar(LogicalProcessor cpu, DecodedInstruction instruction) {
    FarTransfer.jump(cpu, (int) instruction.immediate2(), instruction.immediate());
  }

  /** Jumps to a selector and offset in memory. */
  @Instruction("FF /5 m:  JMP  Mp")
  public static void jmpFarIndirect(LogicalProcessor cpu, DecodedInstruction instruction) {
    long offset = FarPointer.offset(cpu, instruction);
    int selector = FarPointer.selector(cpu, instruction);
    FarTransfer.jump(cpu, selector, offset);
  }

  /** Calls a selector and offset in the instruction. */
  @Instruction("9A cp  CALL  Ap   i64")
  public static void callFar(LogicalProcessor cpu, DecodedInstruction instruction) {
    FarTransfer.call(
        cpu, (int) instruction.immediate2(), instruction.immediate(), instruction.operandSize());
  }

  /** Calls a selector and offset in memory. */
  @Instruction("FF /3 m:  CALL  Mp")
  public static void callFarIndirect(LogicalProcessor cpu, DecodedInstruction instruction) {
    long offset = FarPointer.offset(cpu, instruction);
    int selector = FarPointer.selector(cpu, instruction);
    FarTransfer.call(cpu, selector, offset, FarPointer.offsetSize(cpu, instruction));
  }

  /** Pops offset and selector to go on at. */
  @Instruction(
      """
      CB  RETF
      CB  RETFW   os16 synonym
      CB  RETFD   os32 synonym
      CB  RETFQ   os64 synonym
      """)
  public static void retf(LogicalProcessor cpu, DecodedInstruction instruction) {
    FarTransfer.ret(cpu, instruction.operandSize(), 0);
  }

  /** Pops offset and selector to go on at, and releases parameters from both stacks. */
  @Instruction("CA iw  RETF  Iw")
  public static void retfAndRelease(
      LogicalProcessor cpu, DecodedInstruction instruction, long parameterBytes) {
    FarTransfer.ret(cpu, instruction.operandSize(), parameterBytes & 0xFFFF);
  }
}
