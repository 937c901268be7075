package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.Instruction;

/**
 * Multiplication and division (SDM, "MUL", "IMUL", "DIV", "IDIV").
 *
 * <p>The one-operand forms work on a pair of registers, low half first: AL and AH, or rAX and rDX.
 * MUL and IMUL set CF and OF if the product needs its upper half, and leave the other flags as they
 * are; DIV and IDIV leave all flags as they are. Both are free to: the manual says undefined.
 */
public final class MultiplyDivide {
  private MultiplyDivide() {}

  /** Unsigned product of the accumulator and the operand. */
  @Instruction(
      """
      F6 /4  MUL  Eb
      F7 /4  MUL  Ev
      """)
  public static void mul(LogicalProcessor cpu, long source) {
    int size = cpu.alu.size();
    long accumulator = cpu.register(RAX, size);
    long low = accumulator * source;
    long high =
        size == 8 ? Math.unsignedMultiplyHigh(accumulator, source) : low >>> cpu.alu.width();
    setPair(cpu, low, high);
    cpu.alu.setCarryAndOverflow(high != 0, high != 0);
  }

  /** Signed product of the accumulator and the operand. */
  @Instruction(
      """
      F6 /5  IMUL  Eb
      F7 /5  IMUL  Ev
      """)
  public static void imul(LogicalProcessor cpu, long source) {
    Alu alu = cpu.alu;
    long accumulator = alu.signExtend(cpu.register(RAX, alu.size()));
    long multiplier = alu.signExtend(source);
    long low = accumulator * multiplier;
    long high = alu.size() == 8 ? Math.multiplyHigh(accumulator, multiplier) : low >> alu.width();
    setPair(cpu, low, high);
    setSignificant(alu, low, high);
  }

  /** Signed product of both sources, truncated to the operand size. */
  @Instruction(
      """
      0F AF /r  IMUL  Gv, Ev
      """)
  public static long imul(Alu alu, long destination, long source) {
    long first = alu.signExtend(destination);
    long second = alu.signExtend(source);
    long low = first * second;
    long high = alu.size() == 8 ? Math.multiplyHigh(first, second) : low >> alu.width();
    setSignificant(alu, low, high);
    return low;
  }

  /** Signed product of a source and an immediate, truncated to the operand size. */
  @Instruction(
      """
      69 /r iz  IMUL  Gv, Ev, Iz
      6B /r ib  IMUL  Gv, Ev, Ibs
      69 /r iz  IMUL  Gv, Iz        synonym
      6B /r ib  IMUL  Gv, Ibs       synonym
      """)
  public static long imulImmediate(Alu alu, long source, long immediate) {
    return imul(alu, source, immediate);
  }

  /** CF and OF: the product is more than the sign extension of its lower half. */
  private static void setSignificant(Alu alu, long low, long high) {
    boolean significant = high != alu.signExtend(low) >> 63;
    alu.setCarryAndOverflow(significant, significant);
  }

  private static void setPair(LogicalProcessor cpu, long low, long high) {
    int size = cpu.alu.size();
    if (size == 1) {
      cpu.setRegister(RAX, 2, high << 8 | low & 0xFF);
    } else {
      cpu.setRegister(RAX, size, low);
      cpu.setRegister(RDX, size, high);
    }
  }

  /** Unsigned quotient to the low half and remainder to the high half. */
  @Instruction(
      """
      F6 /6  DIV  Eb
      F7 /6  DIV  Ev
      """)
  public static void div(LogicalProcessor cpu, long divisor) {
    int size = cpu.alu.size();
    long low = cpu.register(RAX, size);
    long high = size == 1 ? cpu.register(LogicalProcessor.AH, 1) : cpu.register(RDX, size);
    if (Long.compareUnsigned(high, divisor) >= 0) {
      throw cpu.fault(Vector.DE); // divisor 0, or a quotient too large
    }
    if (size < 8) {
      long dividend = high << cpu.alu.width() | low;
      divideUnsigned(cpu, dividend, divisor);
    } else if (high == 0) {
      divideUnsigned(cpu, low, divisor);
    } else {
      long quotient = WideDivision.quotient(high, low, divisor);
      cpu.setRegister(RAX, 8, quotient);
      cpu.setRegister(RDX, 8, low - quotient * divisor);
    }
  }

  private static void divideUnsigned(LogicalProcessor cpu, long dividend, long divisor) {
    setPair(cpu, Long.divideUnsigned(dividend, divisor), Long.remainderUnsigned(dividend, divisor));
  }

  /** Signed quotient, rounded towards 0, to the low half and remainder to the high half. */
  @Instruction(
      """
      F6 /7  IDIV  Eb
      F7 /7  IDIV  Ev
      """)
  public static void idiv(LogicalProcessor cpu, long source) {
    Alu alu = cpu.alu;
    int size = alu.size();
    long divisor = alu.signExtend(source);
    if (size == 8) {
      idiv128(cpu, divisor);
      return;
    }
    long low = cpu.register(RAX, size);
    long high = size == 1 ? cpu.register(LogicalProcessor.AH, 1) : cpu.register(RDX, size);
    long dividend = Bits.signExtend(high << alu.width() | low, size * 2);
    // A quotient of 2 to the 63rd wraps around, and is too large either way.
    if (divisor == 0 || dividend / divisor != alu.signExtend(dividend / divisor)) {
      throw cpu.fault(Vector.DE);
    }
    setPair(cpu, dividend / divisor, dividend % divisor);
  }

  private static void idiv128(LogicalProcessor cpu, long divisor) {
    long low = cpu.register(RAX, 8);
    long high = cpu.register(RDX, 8);
    boolean negative = high < 0;
    if (negative) {
      low = -low;
      high = low == 0 ? -high : ~high;
    }
    long magnitude = Math.abs(divisor);
    if (Long.compareUnsigned(high, magnitude) >= 0) {
      throw cpu.fault(Vector.DE);
    }
    long quotient = WideDivision.quotient(high, low, magnitude);
    long remainder = low - quotient * magnitude;
    if (negative != divisor < 0) {
      quotient = -quotient;
      if (quotient > 0) {
        throw cpu.fault(Vector.DE);
      }
    } else if (quotient < 0) {
      throw cpu.fault(Vector.DE);
    }
    cpu.setRegister(RAX, 8, quotient);
    cpu.setRegister(RDX, 8, negative ? -remainder : remainder);
  }
}
