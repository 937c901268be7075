package ringside.emulator.cpu;

/**
 * The arithmetic-logic unit: the operand size of the instruction in hand and the six status flags
 * of RFLAGS (SDM, "Status Flags").
 *
 * <p>Most flags are overwritten before anything reads them, so none is computed when an instruction
 * sets it. What is kept is the material to compute it from: the result that ZF, SF and PF describe,
 * and the vector of carries out of every bit, which holds CF (the carry out of the most significant
 * bit), OF (that carry exclusive-or the carry into it) and, before it was aligned, AF. It is kept
 * once for CF and once for OF, because many an instruction changes only one of them. All material
 * is aligned or sign-extended when it is stored, so that reading a flag does not depend on the
 * operand size of the instruction that set it.
 *
 * <p>Operands may carry anything above the operand size: every method ignores those bits of its
 * arguments, and a caller ignores them in a returned result. Sizes are in bytes: 1, 2, 4 or 8.
 *
 * <p>The class has no reference fields and no virtual methods, and every method is small: compiled
 * code that inlines a run of instructions keeps the whole unit in host registers.
 */
public final class Alu {
  /** Carry Flag, RFLAGS bit 0. */
  public static final int CF = 1;

  /** Parity Flag, RFLAGS bit 2. */
  public static final int PF = 1 << 2;

  /** Auxiliary Carry Flag, RFLAGS bit 4. */
  public static final int AF = 1 << 4;

  /** Zero Flag, RFLAGS bit 6. */
  public static final int ZF = 1 << 6;

  /** Sign Flag, RFLAGS bit 7. */
  public static final int SF = 1 << 7;

  /** Overflow Flag, RFLAGS bit 11. */
  public static final int OF = 1 << 11;

  /** All status flags. */
  public static final int STATUS_FLAGS = CF | PF | AF | ZF | SF | OF;

  private static final long CARRY_OUT = 1L << 63;

  private int size = 4;

  /** ZF is set if this is zero. */
  long zero = 1;

  /** SF is the sign of this. */
  long sign;

  /** PF is set if the low byte of this has an even number of ones. */
  int parity = 1;

  /** AF is bit 4 of this. */
  int auxiliary;

  /** CF is bit 63 of this. */
  long carry;

  /** OF is bit 63 exclusive-or bit 62 of this. */
  long overflow;

  /** The operand size in bytes of the instruction in hand: that of its first operand. */
  public int size() {
    return size;
  }

  /** Sets the operand size in bytes: 1, 2, 4 or 8. */
  public void setSize(int size) {
    this.size = size;
  }

  /** The operand size in bits. */
  public int width() {
    return size << 3;
  }

  /** The low operand-size bytes of {@code value}, sign-extended. */
  public long signExtend(long value) {
    int shift = -(size << 3);
    return value << shift >> shift;
  }

  /** The low operand-size bytes of {@code value}, zero-extended. */
  public long zeroExtend(long value) {
    int shift = -(size << 3);
    return value << shift >>> shift;
  }

  /** The most significant bit of the low operand-size bytes of {@code value}. */
  public boolean isNegative(long value) {
    return value << -(size << 3) < 0;
  }

  // Operations that set the flags.

  /** DEST + SRC; sets all status flags. */
  public long add(long destination, long source) {
    long result = destination + source;
    setSum(destination, source, result);
    return result;
  }

  /** DEST + SRC + CF; sets all status flags. */
  public long addWithCarry(long destination, long source) {
    long result = destination + source + (carry >>> 63);
    setSum(destination, source, result);
    return result;
  }

  /** DEST − SRC; sets all status flags, CF being the borrow. */
  public long subtract(long destination, long source) {
    long result = destination - source;
    setDifference(destination, source, result);
    return result;
  }

  /** DEST − (SRC + CF); sets all status flags, CF being the borrow. */
  public long subtractWithBorrow(long destination, long source) {
    long result = destination - source - (carry >>> 63);
    setDifference(destination, source, result);
    return result;
  }

  /** DEST + 1; sets all status flags but CF. */
  public long increment(long destination) {
    long kept = carry;
    long result = destination + 1;
    setSum(destination, 1, result);
    carry = kept;
    return result;
  }

  /** DEST − 1; sets all status flags but CF. */
  public long decrement(long destination) {
    long kept = carry;
    long result = destination - 1;
    setDifference(destination, 1, result);
    carry = kept;
    return result;
  }

  /** The result of a logical operation: SF, ZF and PF according to it, OF, CF and AF cleared. */
  public long logic(long result) {
    setResult(result);
    carry = 0;
    overflow = 0;
    auxiliary = 0;
    return result;
  }

  private void setSum(long destination, long source, long result) {
    setResult(result);
    long differing = destination ^ source;
    auxiliary = (int) (differing ^ result);
    setCarries((destination & source) | (differing & ~result));
  }

  private void setDifference(long destination, long source, long result) {
    setResult(result);
    long differing = destination ^ source;
    auxiliary = (int) (differing ^ result);
    setCarries((~destination & source) | (~differing & result));
  }

  /** SF, ZF and PF according to the result. */
  public void setResult(long result) {
    long extended = signExtend(result);
    zero = extended;
    sign = extended;
    parity = (int) result;
  }

  // Single flags.

  public boolean carry() {
    return carry < 0;
  }

  public boolean parity() {
    return (Integer.bitCount(parity & 0xFF) & 1) == 0;
  }

  public boolean auxiliaryCarry() {
    return (auxiliary & AF) != 0;
  }

  public boolean zero() {
    return zero == 0;
  }

  public boolean sign() {
    return sign < 0;
  }

  public boolean overflow() {
    return (overflow ^ overflow << 1) < 0;
  }

  /** Sets CF and OF together: most instructions that set one define the other. */
  public void setCarryAndOverflow(boolean carry, boolean overflow) {
    setCarry(carry);
    setOverflow(overflow);
  }

  /**
   * Sets CF to the most significant bit of a value of operand size, and OF to whether the bit below
   * it differs: what a shift or rotation to the left by one makes of the value.
   */
  public void setCarries(long value) {
    long aligned = value << -(size << 3);
    carry = aligned;
    overflow = aligned;
  }

  public void setCarry(boolean set) {
    carry = set ? CARRY_OUT : 0;
  }

  public void setOverflow(boolean set) {
    overflow = set ? CARRY_OUT : 0;
  }

  public void setAuxiliaryCarry(boolean auxiliaryCarry) {
    auxiliary = auxiliaryCarry ? AF : 0;
  }

  public void setZero(boolean set) {
    zero = set ? 0 : 1;
  }

  public void setSign(boolean set) {
    sign = set ? -1 : 0;
  }

  public void setParity(boolean set) {
    parity = set ? 0 : 1;
  }

  // Conditions (SDM, "EFLAGS Condition Codes").

  /** SF ≠ OF: the destination of a comparison was less, signed. */
  public boolean less() {
    return (sign ^ overflow ^ overflow << 1) < 0;
  }

  /**
   * Whether a condition holds.
   *
   * @param code 0 to 15: O NO B AE E NE BE A S NS P NP L GE LE G
   */
  public boolean condition(int code) {
    boolean holds =
        switch (code >>> 1) {
          case 0 -> overflow();
          case 1 -> carry();
          case 2 -> zero();
          case 3 -> carry() || zero();
          case 4 -> sign();
          case 5 -> parity();
          case 6 -> less();
          default -> less() || zero();
        };
    return holds ^ (code & 1) != 0;
  }

  // The flags as bits of RFLAGS.

  /** The status flags at their places in RFLAGS, all other bits zero. */
  public int statusFlags() {
    return (int) (carry >>> 63)
        | (~Integer.bitCount(parity & 0xFF) & 1) << 2
        | auxiliary & AF
        | (int) (~(zero | -zero) >>> 63) << 6
        | (int) (sign >>> 63) << 7
        | (int) ((overflow ^ overflow << 1) >>> 63) << 11;
  }

  /** Sets all status flags from their places in RFLAGS; other bits are ignored. */
  public void setStatusFlags(long flags) {
    parity = (int) (~flags >>> 2) & 1;
    auxiliary = (int) flags & AF;
    zero = ~flags >>> 6 & 1;
    sign = flags << 56;
    carry = flags << 63;
    overflow = flags >>> 11 << 63;
  }
}
