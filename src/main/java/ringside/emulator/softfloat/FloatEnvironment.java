package ringside.emulator.softfloat;

/**
 * What an operation needs to know and what it reports: the control half of MXCSR or of the FPU
 * control word, and the exception flags that one instruction raised.
 */
public final class FloatEnvironment {
  public static final int INVALID = 1;
  public static final int DENORMAL = 1 << 1;
  public static final int ZERO_DIVIDE = 1 << 2;
  public static final int OVERFLOW = 1 << 3;
  public static final int UNDERFLOW = 1 << 4;
  public static final int PRECISION = 1 << 5;
  public static final int ALL = 0x3F;

  /** Raised before a result exists; when one is not masked there is no result at all. */
  public static final int PRE_COMPUTATION = INVALID | DENORMAL | ZERO_DIVIDE;

  /** The rounding-control field, in its encoding order. */
  public enum Rounding {
    NEAREST,
    DOWN,
    UP,
    TOWARD_ZERO;

    private static final Rounding[] BY_CODE = values();

    /** Decodes a two-bit RC field. */
    public static Rounding of(int code) {
      return BY_CODE[code & 3];
    }
  }

  /** Which of two NaN operands survives: SDM, "Rules for handling NaNs". */
  public enum NanRule {
    /** The larger significand. */
    X87,
    /** The first operand, else the second. */
    SSE
  }

  public final NanRule nanRule;
  public Rounding rounding = Rounding.NEAREST;

  /** A set bit masks the exception. */
  public int masks = ALL;

  /** MXCSR.FZ. */
  public boolean flushToZero;

  /** MXCSR.DAZ. */
  public boolean denormalsAreZero;

  /** Exceptions raised since {@link #clear}. */
  public int flags;

  /** Whether the last rounding increased the magnitude: what C1 of the FPU status word tells. */
  public boolean roundedUp;

  public FloatEnvironment(NanRule nanRule) {
    this.nanRule = nanRule;
  }

  /** Starts a new instruction. */
  public void clear() {
    flags = 0;
    roundedUp = false;
  }

  void raise(int exceptions) {
    flags |= exceptions;
  }

  boolean masked(int exception) {
    return (masks & exception) != 0;
  }

  /** Exceptions raised and not masked. */
  public int unmasked() {
    return flags & ~masks;
  }

  /** True when an exception that is not masked forbids the result. */
  public boolean stopsBeforeResult() {
    return (unmasked() & PRE_COMPUTATION) != 0;
  }
}
