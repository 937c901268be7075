package ringside.emulator.vmx;

import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * VM-exit instruction information (SDM, "Information for VM Exits Due to Instruction Execution"):
 * where the operands of an intercepted instruction are.
 */
final class InstructionInformation {
  private static final int REGISTER_OPERAND = 1 << 10;
  private static final int NO_INDEX = 1 << 22;
  private static final int NO_BASE = 1 << 27;

  private InstructionInformation() {}

  /** The memory operand alone: VMCLEAR, VMPTRLD, VMPTRST and VMXON. */
  static int memory(DecodedInstruction instruction) {
    int scale = Integer.numberOfTrailingZeros(instruction.scale());
    int index = instruction.index();
    int base = instruction.base();
    return scale
        | addressSize(instruction)
        | instruction.segment() << 15
        | (index == DecodedInstruction.NONE ? NO_INDEX : index << 18)
        | (base == DecodedInstruction.NONE ? NO_BASE : base << 23);
  }

  /** A memory operand, and the register operand {@code at}: INVEPT, INVVPID, INVPCID. */
  static int memoryAndRegister(DecodedInstruction instruction, int at) {
    return memory(instruction) | instruction.register(at) << 28;
  }

  /** VMREAD and VMWRITE: one operand in ModRM.rm, the other in ModRM.reg. */
  static int transfer(DecodedInstruction instruction, int rm, int reg) {
    return rightMemory(instruction, rm) | instruction.register(reg) << 28;
  }

  /** LGDT, LIDT, SGDT and SIDT. */
  static int descriptorTable(DecodedInstruction instruction, int identity) {
    boolean reportsSize = instruction.mode() != CodeMode.BITS_64;
    int size = reportsSize && instruction.operandSize() == 4 ? 1 << 11 : 0;
    return memory(instruction) | size | identity << 28;
  }

  /** LLDT, LTR, SLDT and STR. */
  static int systemSegment(DecodedInstruction instruction, int identity) {
    return rightMemory(instruction, 0) | identity << 28;
  }

  private static int rightMemory(DecodedInstruction instruction, int rm) {
    return instruction.kind(rm) == OperandKind.MEMORY
        ? memory(instruction)
        : REGISTER_OPERAND | instruction.register(rm) << 3;
  }

  /** RDRAND and RDSEED. */
  static int random(DecodedInstruction instruction) {
    int size = instruction.operandSize() == 2 ? 0 : instruction.operandSize() == 4 ? 1 : 2;
    return instruction.register(0) << 3 | size << 11;
  }

  /** INS and OUTS. */
  static int string(DecodedInstruction instruction) {
    return addressSize(instruction) | instruction.segment() << 15;
  }

  private static int addressSize(DecodedInstruction instruction) {
    return Integer.numberOfTrailingZeros(instruction.addressSize()) - 1 << 7;
  }
}
