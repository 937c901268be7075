package ringside.emulator.cpu.instruction;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Single bits and bit scans (SDM, "Bit and Byte Instructions").
 *
 * <p>With a register as bit offset and memory as bit base, the offset is signed and reaches the
 * whole string of bits around the base; in all other forms it is taken modulo the operand size.
 */
public final class BitAndByte {
  private BitAndByte() {}

  /** Copies the selected bit to CF. */
  @Instruction("0F BA /4 ib  BT  Ev, Ib")
  public static void bt(Alu alu, long bitBase, long bitOffset) {
    alu.setCarry((bitBase & bit(alu, bitOffset)) != 0);
  }

  /** Copies the selected bit to CF and sets it. */
  @Instruction("0F BA /5 ib  BTS  Ev, Ib   lock")
  public static long bts(Alu alu, long bitBase, long bitOffset) {
    bt(alu, bitBase, bitOffset);
    return bitBase | bit(alu, bitOffset);
  }

  /** Copies the selected bit to CF and clears it. */
  @Instruction("0F BA /6 ib  BTR  Ev, Ib   lock")
  public static long btr(Alu alu, long bitBase, long bitOffset) {
    bt(alu, bitBase, bitOffset);
    return bitBase & ~bit(alu, bitOffset);
  }

  /** Copies the selected bit to CF and complements it. */
  @Instruction("0F BA /7 ib  BTC  Ev, Ib   lock")
  public static long btc(Alu alu, long bitBase, long bitOffset) {
    bt(alu, bitBase, bitOffset);
    return bitBase ^ bit(alu, bitOffset);
  }

  private static long bit(Alu alu, long bitOffset) {
    return 1L << (bitOffset & alu.width() - 1);
  }

  /** Copies the bit selected in a register or bit string to CF. */
  @Instruction("0F A3 /r  BT  Ev, Gv")
  public static void btIndexed(LogicalProcessor cpu, DecodedInstruction instruction) {
    long bitOffset = cpu.operand(instruction, 1);
    long bits =
        instruction.hasMemory()
            ? cpu.load(instruction.segment(), address(cpu, instruction, bitOffset), cpu.alu.size())
            : cpu.operand(instruction, 0);
    bt(cpu.alu, bits, bitOffset);
  }

  /** Copies the bit selected in a register or bit string to CF and sets it. */
  @Instruction("0F AB /r  BTS  Ev, Gv   lock")
  public static void btsIndexed(LogicalProcessor cpu, DecodedInstruction instruction) {
    long bitOffset = cpu.operand(instruction, 1);
    long bits = loadBitsForWrite(cpu, instruction, bitOffset);
    storeBits(cpu, instruction, bitOffset, bts(cpu.alu, bits, bitOffset));
  }

  /** Copies the bit selected in a register or bit string to CF and clears it. */
  @Instruction("0F B3 /r  BTR  Ev, Gv   lock")
  public static void btrIndexed(LogicalProcessor cpu, DecodedInstruction instruction) {
    long bitOffset = cpu.operand(instruction, 1);
    long bits = loadBitsForWrite(cpu, instruction, bitOffset);
    storeBits(cpu, instruction, bitOffset, btr(cpu.alu, bits, bitOffset));
  }

  /** Copies the bit selected in a register or bit string to CF and complements it. */
  @Instruction("0F BB /r  BTC  Ev, Gv   lock")
  public static void btcIndexed(LogicalProcessor cpu, DecodedInstruction instruction) {
    long bitOffset = cpu.operand(instruction, 1);
    long bits = loadBitsForWrite(cpu, instruction, bitOffset);
    storeBits(cpu, instruction, bitOffset, btc(cpu.alu, bits, bitOffset));
  }

  private static long loadBitsForWrite(
      LogicalProcessor cpu, DecodedInstruction instruction, long bitOffset) {
    return instruction.hasMemory()
        ? cpu.loadForWrite(
            instruction.segment(), address(cpu, instruction, bitOffset), cpu.alu.size())
        : cpu.operand(instruction, 0);
  }

  private static void storeBits(
      LogicalProcessor cpu, DecodedInstruction instruction, long bitOffset, long bits) {
    if (instruction.hasMemory()) {
      long address = address(cpu, instruction, bitOffset);
      cpu.store(instruction.segment(), address, cpu.alu.size(), bits);
    } else {
      cpu.setOperand(instruction, 0, bits);
    }
  }

  /** The word of operand size that holds the bit, where the bit base is in memory. */
  private static long address(
      LogicalProcessor cpu, DecodedInstruction instruction, long bitOffset) {
    long words = Math.floorDiv(cpu.alu.signExtend(bitOffset), cpu.alu.width());
    long address = cpu.effectiveAddress(instruction) + words * cpu.alu.size();
    return Bits.zeroExtend(address, instruction.addressSize());
  }

  /** Finds the least significant set bit; ZF tells that there is none. */
  @Instruction("0F BC /r  BSF  Gv, Ev")
  public static long bsf(Alu alu, long destination, long source) {
    alu.setZero(source == 0);
    return source == 0 ? destination : Long.numberOfTrailingZeros(source);
  }

  /** Finds the most significant set bit; ZF tells that there is none. */
  @Instruction("0F BD /r  BSR  Gv, Ev")
  public static long bsr(Alu alu, long destination, long source) {
    alu.setZero(source == 0);
    return source == 0 ? destination : 63 - Long.numberOfLeadingZeros(source);
  }

  /** Counts the zero bits below the least significant set bit. */
  @Instruction("F3 0F BC /r  TZCNT  Gv, Ev   cpuid=BMI1")
  public static long tzcnt(Alu alu, long source) {
    long result = source == 0 ? alu.width() : Long.numberOfTrailingZeros(source);
    alu.setCarry(source == 0);
    alu.setZero(result == 0);
    return result;
  }

  /** Counts the zero bits above the most significant set bit. */
  @Instruction("F3 0F BD /r  LZCNT  Gv, Ev   cpuid=LZCNT")
  public static long lzcnt(Alu alu, long source) {
    long result = Long.numberOfLeadingZeros(source) - 64 + alu.width();
    alu.setCarry(source == 0);
    alu.setZero(result == 0);
    return result;
  }

  /** Counts the set bits; clears all status flags but ZF. */
  @Instruction("F3 0F B8 /r  POPCNT  Gv, Ev   cpuid=POPCNT")
  public static long popcnt(Alu alu, long source) {
    alu.setStatusFlags(source == 0 ? Alu.ZF : 0);
    return Long.bitCount(source);
  }
}
