package ringside.emulator.cpu;

import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatEnvironment.NanRule;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;
import ringside.emulator.softfloat.FloatFormat;
import ringside.emulator.softfloat.FloatValue;
import ringside.emulator.softfloat.SoftFloat;
import ringside.emulator.softfloat.SoftFloat.Relation;

/**
 * One element of an SSE floating-point instruction (SDM, "SSE and SSE2 SIMD Floating-Point
 * Exception Conditions").
 *
 * <p>Elements are 32 or 64 bits in a {@code long}. Exceptions add up over the elements from {@link
 * #begin} to {@link #finish}.
 */
public final class SseArithmetic {
  /** Operations on two elements. */
  public enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MINIMUM,
    MAXIMUM
  }

  private static final long SINGLE_SIGN = 1L << 31;
  private static final long DOUBLE_SIGN = 1L << 63;

  private final Sse unit;
  private final FloatEnvironment environment = new FloatEnvironment(NanRule.SSE);

  SseArithmetic(Sse unit) {
    this.unit = unit;
  }

  /** Starts an instruction that rounds as MXCSR says. */
  public void begin() {
    begin(unit.rounding());
  }

  /** Starts an instruction that rounds in its own way. */
  public void begin(Rounding rounding) {
    int mxcsr = unit.mxcsr();
    environment.clear();
    environment.rounding = rounding;
    environment.masks = unit.masks();
    environment.flushToZero = (mxcsr & Sse.FLUSH_TO_ZERO) != 0;
    environment.denormalsAreZero = (mxcsr & Sse.DENORMALS_ARE_ZEROS) != 0;
  }

  /** Forgets exceptions that the instruction is told not to report. */
  public void suppress(int exceptions) {
    environment.flags &= ~exceptions;
  }

  /**
   * Notes the exceptions of all elements in MXCSR.
   *
   * @return whether one of them is not masked, which forbids the result
   */
  boolean finish() {
    int exceptions = environment.flags;
    if (environment.stopsBeforeResult()) {
      exceptions &= FloatEnvironment.PRE_COMPUTATION;
    }
    unit.raise(exceptions);
    return environment.unmasked() != 0;
  }

  private static FloatValue unpack(long bits, boolean isDouble) {
    return isDouble ? FloatValue.ofDouble(bits) : FloatValue.ofSingle((int) bits);
  }

  private static long pack(FloatValue value, boolean isDouble) {
    return isDouble ? value.toDouble() : value.toSingle() & 0xFFFF_FFFFL;
  }

  private static FloatFormat format(boolean isDouble) {
    return isDouble ? FloatFormat.DOUBLE : FloatFormat.SINGLE;
  }

  /** An operation on two elements. */
  public long binary(Operation operation, long first, long second, boolean isDouble) {
    FloatValue a = unpack(first, isDouble);
    FloatValue b = unpack(second, isDouble);
    FloatFormat f = format(isDouble);
    return switch (operation) {
      case ADD -> pack(SoftFloat.add(a, b, f, environment), isDouble);
      case SUBTRACT -> pack(SoftFloat.subtract(a, b, f, environment), isDouble);
      case MULTIPLY -> pack(SoftFloat.multiply(a, b, f, environment), isDouble);
      case DIVIDE -> pack(SoftFloat.divide(a, b, f, environment), isDouble);
      case MINIMUM -> extremum(Relation.LESS, first, second, isDouble);
      case MAXIMUM -> extremum(Relation.GREATER, first, second, isDouble);
    };
  }

  /** The first operand if the relation holds; the second where there is none, or both are zeros. */
  private long extremum(Relation relation, long first, long second, boolean isDouble) {
    boolean holds = compare(first, second, isDouble, true) == relation;
    return flushed(holds ? first : second, isDouble);
  }

  /** An operand that is handed on: under DAZ a denormal becomes a zero of its sign. */
  private long flushed(long bits, boolean isDouble) {
    long kept = isDouble ? bits : bits & 0xFFFF_FFFFL;
    return environment.denormalsAreZero && unpack(kept, isDouble).denormal()
        ? kept & (isDouble ? DOUBLE_SIGN : SINGLE_SIGN)
        : kept;
  }

  /** Square root of an element. */
  public long squareRoot(long source, boolean isDouble) {
    FloatValue root = SoftFloat.squareRoot(unpack(source, isDouble), format(isDouble), environment);
    return pack(root, isDouble);
  }

  /** The relation of two elements, by the predicate of CMPPS: EQ LT LE UNORD NEQ NLT NLE ORD. */
  public boolean holds(int predicate, long first, long second, boolean isDouble) {
    boolean ordering = (predicate & 3) == 1 || (predicate & 3) == 2;
    Relation relation = compare(first, second, isDouble, ordering);
    boolean holds =
        switch (predicate & 3) {
          case 0 -> relation == Relation.EQUAL;
          case 1 -> relation == Relation.LESS;
          case 2 -> relation == Relation.LESS || relation == Relation.EQUAL;
          default -> relation == Relation.UNORDERED;
        };
    return holds != ((predicate & 4) != 0);
  }

  /**
   * Compares two elements.
   *
   * @param signals whether a quiet NaN is invalid as well
   */
  public Relation compare(long first, long second, boolean isDouble, boolean signals) {
    return SoftFloat.compare(
        unpack(first, isDouble), unpack(second, isDouble), !signals, environment);
  }

  /** Converts a single to a double or back. */
  public long convert(long source, boolean toDouble) {
    FloatValue converted =
        SoftFloat.convert(unpack(source, !toDouble), format(toDouble), environment);
    return pack(converted, toDouble);
  }

  /** Converts a signed integer. */
  public long fromInteger(long source, boolean isDouble) {
    FloatValue exact = FloatValue.ofInteger(source);
    return pack(SoftFloat.roundTo(exact, format(isDouble), environment), isDouble);
  }

  /** Converts to a signed integer of {@code size} bytes. */
  public long toInteger(long source, boolean isDouble, int size) {
    return SoftFloat.toInteger(unpack(source, isDouble), size, environment.rounding, environment);
  }

  /** Rounds to an integral value, which reports no denormal operand. */
  public long roundToIntegral(long source, boolean isDouble) {
    int before = environment.flags;
    FloatValue rounded =
        SoftFloat.roundToIntegral(unpack(source, isDouble), environment.rounding, environment);
    environment.flags = environment.flags & ~FloatEnvironment.DENORMAL | before;
    return pack(rounded, isDouble);
  }
}
