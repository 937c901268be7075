package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.Alu;
import ringside.emulator.isa.Instruction;

/**
 * Shifts and rotates (SDM, "Shift and Rotate Instructions").
 *
 * <p>The count is masked to 5 bits, or to 6 with a 64-bit operand; a masked count of 0 changes no
 * flag. OF, defined for a count of 1 only, is computed by the same rule for every count.
 */
public final class ShiftAndRotate {
  private ShiftAndRotate() {}

  private static int masked(Alu alu, long count) {
    return (int) count & (alu.size() == 8 ? 0x3F : 0x1F);
  }

  /** Shifts the bits of the destination left and fills with zeros. */
  @Instruction(
      """
      C0 /4 ib  SHL  Eb, Ib
      C1 /4 ib  SHL  Ev, Ib
      D0 /4     SHL  Eb, 1
      D1 /4     SHL  Ev, 1
      D2 /4     SHL  Eb, CL
      D3 /4     SHL  Ev, CL
      C0 /4 ib  SAL  Eb, Ib      synonym
      C1 /4 ib  SAL  Ev, Ib      synonym
      D0 /4     SAL  Eb, 1       synonym
      D1 /4     SAL  Ev, 1       synonym
      D2 /4     SAL  Eb, CL      synonym
      D3 /4     SAL  Ev, CL      synonym
      C0 /6 ib  SHL  Eb, Ib  alias
      C1 /6 ib  SHL  Ev, Ib  alias
      D0 /6     SHL  Eb, 1   alias
      D1 /6     SHL  Ev, 1   alias
      D2 /6     SHL  Eb, CL  alias
      D3 /6     SHL  Ev, CL  alias
      """)
  public static long shl(Alu alu, long destination, long count) {
    int distance = masked(alu, count);
    if (distance == 0) {
      return destination;
    }
    long lastBut = destination << distance - 1;
    long result = lastBut << 1;
    alu.setResult(result);
    alu.setCarries(lastBut);
    return result;
  }

  /** Shifts the bits of the destination right and fills with zeros. */
  @Instruction(
      """
      C0 /5 ib  SHR  Eb, Ib
      C1 /5 ib  SHR  Ev, Ib
      D0 /5     SHR  Eb, 1
      D1 /5     SHR  Ev, 1
      D2 /5     SHR  Eb, CL
      D3 /5     SHR  Ev, CL
      """)
  public static long shr(Alu alu, long destination, long count) {
    int distance = masked(alu, count);
    if (distance == 0) {
      return destination;
    }
    long lastBut = destination >>> distance - 1;
    long result = lastBut >>> 1;
    alu.setResult(result);
    alu.setCarryAndOverflow((lastBut & 1) != 0, alu.isNegative(destination));
    return result;
  }

  /** Shifts the bits of the destination right and fills with copies of its sign. */
  @Instruction(
      """
      C0 /7 ib  SAR  Eb, Ib
      C1 /7 ib  SAR  Ev, Ib
      D0 /7     SAR  Eb, 1
      D1 /7     SAR  Ev, 1
      D2 /7     SAR  Eb, CL
      D3 /7     SAR  Ev, CL
      """)
  public static long sar(Alu alu, long destination, long count) {
    int distance = masked(alu, count);
    if (distance == 0) {
      return destination;
    }
    long lastBut = alu.signExtend(destination) >> distance - 1;
    long result = lastBut >> 1;
    alu.setResult(result);
    alu.setCarryAndOverflow((lastBut & 1) != 0, false);
    return result;
  }

  /** Rotates the bits of the destination left; CF gets the bit that came round last. */
  @Instruction(
      """
      C0 /0 ib  ROL  Eb, Ib
      C1 /0 ib  ROL  Ev, Ib
      D0 /0     ROL  Eb, 1
      D1 /0     ROL  Ev, 1
      D2 /0     ROL  Eb, CL
      D3 /0     ROL  Ev, CL
      """)
  public static long rol(Alu alu, long destination, long count) {
    int masked = masked(alu, count);
    if (masked == 0) {
      return destination;
    }
    int distance = masked & alu.width() - 1;
    long result = destination << distance | destination >>> 1 >>> alu.width() - 1 - distance;
    boolean carry = (result & 1) != 0;
    alu.setCarryAndOverflow(carry, carry != alu.isNegative(result));
    return result;
  }

  /** Rotates the bits of the destination right; CF gets the bit that came round last. */
  @Instruction(
      """
      C0 /1 ib  ROR  Eb, Ib
      C1 /1 ib  ROR  Ev, Ib
      D0 /1     ROR  Eb, 1
      D1 /1     ROR  Ev, 1
      D2 /1     ROR  Eb, CL
      D3 /1     ROR  Ev, CL
      """)
  public static long ror(Alu alu, long destination, long count) {
    int masked = masked(alu, count);
    if (masked == 0) {
      return destination;
    }
    int distance = masked & alu.width() - 1;
    long result = destination >>> distance | destination << 1 << alu.width() - 1 - distance;
    alu.setCarries(result);
    return result;
  }

  /** Rotates the bits of the destination left through CF. */
  @Instruction(
      """
      C0 /2 ib  RCL  Eb, Ib
      C1 /2 ib  RCL  Ev, Ib
      D0 /2     RCL  Eb, 1
      D1 /2     RCL  Ev, 1
      D2 /2     RCL  Eb, CL
      D3 /2     RCL  Ev, CL
      """)
  public static long rcl(Alu alu, long destination, long count) {
    int distance = throughCarry(alu, count);
    if (distance == 0) {
      return destination;
    }
    int width = alu.width();
    long carryIn = alu.carry() ? 1 : 0;
    boolean carry = (destination >>> width - distance & 1) != 0;
    long result =
        destination << distance | carryIn << distance - 1 | destination >>> 1 >>> width - distance;
    alu.setCarryAndOverflow(carry, carry != alu.isNegative(result));
    return result;
  }

  /** Rotates the bits of the destination right through CF. */
  @Instruction(
      """
      C0 /3 ib  RCR  Eb, Ib
      C1 /3 ib  RCR  Ev, Ib
      D0 /3     RCR  Eb, 1
      D1 /3     RCR  Ev, 1
      D2 /3     RCR  Eb, CL
      D3 /3     RCR  Ev, CL
      """)
  public static long rcr(Alu alu, long destination, long count) {
    int distance = throughCarry(alu, count);
    if (distance == 0) {
      return destination;
    }
    int width = alu.width();
    long carryIn = alu.carry() ? 1 : 0;
    boolean carry = (destination >>> distance - 1 & 1) != 0;
    long result =
        destination >>> distance
            | carryIn << width - distance
            | destination << 1 << width - distance;
    alu.setCarryAndOverflow(carry, alu.isNegative(result ^ result << 1));
    return result;
  }

  /** CF is one bit more: a byte comes round after 9 steps and a word after 17. */
  private static int throughCarry(Alu alu, long count) {
    int masked = masked(alu, count);
    return alu.size() < 4 ? masked % (alu.width() + 1) : masked;
  }

  /** Shifts the destination left and fills with the upper bits of the source. */
  @Instruction(
      """
      0F A4 /r ib  SHLD  Ev, Gv, Ib
      0F A5 /r     SHLD  Ev, Gv, CL
      """)
  public static long shld(Alu alu, long destination, long source, long count) {
    int distance = masked(alu, count);
    if (distance == 0) {
      return destination;
    }
    long lastBut = shiftLeft(alu, destination, source, distance - 1);
    long result = shiftLeft(alu, destination, source, distance);
    alu.setResult(result);
    alu.setCarries(lastBut);
    return result;
  }

  /** A word may be shifted by more than its width: then its own bits follow those of the source. */
  private static long shiftLeft(Alu alu, long destination, long source, int distance) {
    int rest = alu.width() - 1 - distance;
    return rest >= 0
        ? destination << distance | source >>> 1 >>> rest
        : source << -1 - rest | destination >>> 1 >>> alu.width() + rest;
  }

  /** Shifts the destination right and fills with the lower bits of the source. */
  @Instruction(
      """
      0F AC /r ib  SHRD  Ev, Gv, Ib
      0F AD /r     SHRD  Ev, Gv, CL
      """)
  public static long shrd(Alu alu, long destination, long source, long count) {
    int distance = masked(alu, count);
    if (distance == 0) {
      return destination;
    }
    long lastBut = shiftRight(alu, destination, source, distance - 1);
    long result = shiftRight(alu, destination, source, distance);
    alu.setResult(result);
    alu.setCarryAndOverflow((lastBut & 1) != 0, alu.isNegative(result ^ destination));
    return result;
  }

  private static long shiftRight(Alu alu, long destination, long source, int distance) {
    int rest = alu.width() - 1 - distance;
    return rest >= 0
        ? destination >>> distance | source << 1 << rest
        : source >>> -1 - rest | destination << 1 << alu.width() + rest;
  }
}
