package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Sign extension of the accumulator (SDM, "Type Conversion Instructions"). */
public final class Conversion {
  private Conversion() {}

  /** Doubles the size of the accumulator's lower half by its sign. */
  @Instruction(
      """
      98  CBW   os16
      98  CWDE  os32
      98  CDQE  os64
      """)
  public static void cbw(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    cpu.setRegister(RAX, size, Bits.signExtend(cpu.register(RAX, size), size / 2));
  }

  /** Fills rDX with the sign of the accumulator. */
  @Instruction(
      """
      99  CWD  os16
      99  CDQ  os32
      99  CQO  os64
      """)
  public static void cwd(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    cpu.setRegister(RDX, size, Bits.sign(cpu.register(RAX, size), size) ? -1 : 0);
  }
}
