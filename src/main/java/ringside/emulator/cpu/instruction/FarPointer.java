package ringside.emulator.cpu.instruction;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.CpuModel.Vendor;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;

/** The memory operand of far transfers and of LDS and the like: an offset, then a selector. */
final class FarPointer {
  private FarPointer() {}

  /**
   * Bytes of the offset. Pointers of 16:64 are Intel's; AMD's processors ignore REX.W here (AMD
   * APM, "JMP (Far)", "LDS, LES, LFS, LGS, LSS").
   */
  static int offsetSize(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    return size == 8 && cpu.model().vendor() == Vendor.AMD ? 4 : size;
  }

  static long offset(LogicalProcessor cpu, DecodedInstruction instruction) {
    return cpu.load(
        instruction.segment(), cpu.effectiveAddress(instruction), offsetSize(cpu, instruction));
  }

  static int selector(LogicalProcessor cpu, DecodedInstruction instruction) {
    long at = cpu.effectiveAddress(instruction) + offsetSize(cpu, instruction);
    return (int) cpu.load(instruction.segment(), Bits.zeroExtend(at, instruction.addressSize()), 2);
  }
}
