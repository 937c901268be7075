package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** The bit manipulation extensions that VEX encodes (SDM, "BMI1 and BMI2 Instructions"). */
public final class BitManipulation {
  private BitManipulation() {}

  /** Bitwise AND of the inverted first source with the second. */
  @Instruction("VEX.LZ.0F38 F2 /r  ANDN  Gy, By, Ey   cpuid=BMI1")
  public static long andn(Alu alu, long first, long second) {
    return alu.logic(~first & second);
  }

  /** Extracts a field of bits: start in bits 7:0 and length in bits 15:8 of the second source. */
  @Instruction("VEX.LZ.0F38 F7 /r  BEXTR  Gy, Ey, By   cpuid=BMI1")
  public static long bextr(Alu alu, long source, long control) {
    int start = (int) control & 0xFF;
    int length = (int) control >>> 8 & 0xFF;
    long field = start < 64 ? source >>> start : 0;
    return alu.logic(lowBits(field, length));
  }

  /** Clears the bits from the position in bits 7:0 of the second source on up. */
  @Instruction("VEX.LZ.0F38 F5 /r  BZHI  Gy, Ey, By   cpuid=BMI2")
  public static long bzhi(Alu alu, long source, long control) {
    int position = (int) control & 0xFF;
    long result = alu.logic(lowBits(source, position));
    alu.setCarry(position >= alu.width());
    return result;
  }

  private static long lowBits(long value, int count) {
    return count < 64 ? value & ~(-1L << count) : value;
  }

  /** Resets the lowest set bit; CF tells that there was none. */
  @Instruction("VEX.LZ.0F38 F3 /1  BLSR  By, Ey   cpuid=BMI1")
  public static long blsr(Alu alu, long source) {
    long result = alu.logic(source & source - 1);
    alu.setCarry(source == 0);
    return result;
  }

  /** Makes a mask up to and with the lowest set bit; CF tells that there was none. */
  @Instruction("VEX.LZ.0F38 F3 /2  BLSMSK  By, Ey   cpuid=BMI1")
  public static long blsmsk(Alu alu, long source) {
    long result = alu.logic(source ^ source - 1);
    alu.setCarry(source == 0);
    return result;
  }

  /** Isolates the lowest set bit; CF tells that there was one. */
  @Instruction("VEX.LZ.0F38 F3 /3  BLSI  By, Ey   cpuid=BMI1")
  public static long blsi(Alu alu, long source) {
    long result = alu.logic(source & -source);
    alu.setCarry(source != 0);
    return result;
  }

  /** Unsigned product with rDX: upper half to the first operand, lower to the second. */
  @Instruction("VEX.LZ.F2.0F38 F6 /r  MULX  Gy, By, Ey   cpuid=BMI2")
  public static void mulx(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = cpu.alu.size();
    long multiplicand = cpu.register(LogicalProcessor.RDX, size);
    long multiplier = cpu.operand(instruction, 2);
    long low = multiplicand * multiplier;
    long high = size == 8 ? Math.unsignedMultiplyHigh(multiplicand, multiplier) : low >>> 32;
    cpu.setOperand(instruction, 1, low);
    cpu.setOperand(instruction, 0, high);
  }

  /** Deposits the low bits of the first source at the set bits of the mask. */
  @Instruction("VEX.LZ.F2.0F38 F5 /r  PDEP  Gy, By, Ey   cpuid=BMI2")
  public static long pdep(long source, long mask) {
    return Long.expand(source, mask);
  }

  /** Extracts the bits of the first source at the set bits of the mask to the low bits. */
  @Instruction("VEX.LZ.F3.0F38 F5 /r  PEXT  Gy, By, Ey   cpuid=BMI2")
  public static long pext(long source, long mask) {
    return Long.compress(source, mask);
  }

  /** Rotates right and affects no flag. */
  @Instruction("VEX.LZ.F2.0F3A F0 /r ib  RORX  Gy, Ey, Ib   cpuid=BMI2")
  public static long rorx(Alu alu, long source, long count) {
    return alu.size() == 8
        ? Long.rotateRight(source, (int) count)
        : Integer.rotateRight((int) source, (int) count);
  }

  /** Shifts right, fills with copies of the sign, and affects no flag. */
  @Instruction("VEX.LZ.F3.0F38 F7 /r  SARX  Gy, Ey, By   cpuid=BMI2")
  public static long sarx(Alu alu, long source, long count) {
    return alu.signExtend(source) >> (count & alu.width() - 1);
  }

  /** Shifts left, fills with zeros, and affects no flag. */
  @Instruction("VEX.LZ.66.0F38 F7 /r  SHLX  Gy, Ey, By   cpuid=BMI2")
  public static long shlx(Alu alu, long source, long count) {
    return source << (count & alu.width() - 1);
  }

  /** Shifts right, fills with zeros, and affects no flag. */
  @Instruction("VEX.LZ.F2.0F38 F7 /r  SHRX  Gy, Ey, By   cpuid=BMI2")
  public static long shrx(Alu alu, long source, long count) {
    return source >>> (count & alu.width() - 1);
  }
}
