package ringside.emulator.softfloat;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.softfloat.FloatEnvironment.NanRule;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;

/**
 * The host's own IEEE arithmetic is the oracle for rounding to nearest, BigDecimal for the rest.
 */
class SoftFloatTest {
  private static final int CASES = 20_000;

  private enum Operation {
    ADD((a, b) -> a + b),
    SUBTRACT((a, b) -> a - b),
    MULTIPLY((a, b) -> a * b),
    DIVIDE((a, b) -> a / b),
    SQUARE_ROOT((a, b) -> Math.sqrt(a));

    final DoubleBinaryOperator host;

    Operation(DoubleBinaryOperator host) {
      this.host = host;
    }

    FloatValue apply(FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
      return switch (this) {
        case ADD -> SoftFloat.add(a, b, f, e);
        case SUBTRACT -> SoftFloat.subtract(a, b, f, e);
        case MULTIPLY -> SoftFloat.multiply(a, b, f, e);
        case DIVIDE -> SoftFloat.divide(a, b, f, e);
        case SQUARE_ROOT -> SoftFloat.squareRoot(a, f, e);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheHostInDoublePrecision(Operation operation) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < CASES; i++) {
      double a = interesting(random);
      double b = i % 3 == 0 ? near(a, random) : interesting(random);
      FloatEnvironment e = new FloatEnvironment(NanRule.SSE);
      FloatValue result =
          operation.apply(
              FloatValue.ofDouble(Double.doubleToRawLongBits(a)),
              FloatValue.ofDouble(Double.doubleToRawLongBits(b)),
              FloatFormat.DOUBLE,
              e);
      double expected = operation.host.applyAsDouble(a, b);
      if (Double.isNaN(expected)) {
        assertThat(result.isNan()).as("%s %s %s", a, operation, b).isTrue();
      } else {
        assertThat(Double.longBitsToDouble(result.toDouble()))
            .as("%s %s %s", a, operation, b)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysOnTheSideThatRoundingAsksFor(Rounding rounding) {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < CASES; i++) {
      double a = random.nextDouble(-1e6, 1e6);
      double b = random.nextDouble(-1e-3, 1e-3);
      FloatEnvironment e = new FloatEnvironment(NanRule.SSE);
      e.rounding = rounding;
      FloatValue sum =
          SoftFloat.add(
              FloatValue.ofDouble(Double.doubleToRawLongBits(a)),
              FloatValue.ofDouble(Double.doubleToRawLongBits(b)),
              FloatFormat.DOUBLE,
              e);
      BigDecimal got = new BigDecimal(Double.longBitsToDouble(sum.toDouble()));
      int side = got.compareTo(new BigDecimal(a).add(new BigDecimal(b)));
      switch (rounding) {
        case NEAREST -> assertThat(got.doubleValue()).isEqualTo(a + b);
        case DOWN -> assertThat(side).isLessThanOrEqualTo(0);
        case UP -> assertThat(side).isGreaterThanOrEqualTo(0);
        case TOWARD_ZERO -> assertThat(side * got.signum()).isLessThanOrEqualTo(0);
      }
      assertThat((e.flags & FloatEnvironment.PRECISION) != 0).isEqualTo(side != 0);
    }
  }

  @Test
  void encodingsRoundTrip() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < CASES; i++) {
      long bits = Double.doubleToRawLongBits(interesting(random));
      assertThat(FloatValue.ofDouble(bits).toDouble()).isEqualTo(bits);
      int single = random.nextInt();
      assertThat(FloatValue.ofSingle(single).toSingle()).isEqualTo(single);
    }
  }

  /** Rows from the SDM, "Underflow and overflow", masked responses by rounding mode. */
  @ParameterizedTest
  @CsvSource({
    "NEAREST, 7fefffffffffffff, 7fefffffffffffff, 7ff0000000000000",
    "DOWN, 7fefffffffffffff, 7fefffffffffffff, 7fefffffffffffff",
    "UP, ffefffffffffffff, ffefffffffffffff, ffefffffffffffff",
    "TOWARD_ZERO, ffefffffffffffff, ffefffffffffffff, ffefffffffffffff",
  })
  void overflowFollowsTheRoundingMode(Rounding rounding, String a, String b, String expected) {
    FloatEnvironment e = new FloatEnvironment(NanRule.SSE);
    e.rounding = rounding;
    FloatValue sum = SoftFloat.add(value(a), value(b), FloatFormat.DOUBLE, e);
    assertThat(Long.toHexString(sum.toDouble())).isEqualTo(expected);
    assertThat(e.flags).isEqualTo(FloatEnvironment.OVERFLOW | FloatEnvironment.PRECISION);
  }

  private static FloatValue value(String hex) {
    return FloatValue.ofDouble(Long.parseUnsignedLong(hex, 16));
  }

  private static double interesting(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> Double.longBitsToDouble(random.nextLong() & 0x800F_FFFF_FFFF_FFFFL);
      case 1 -> Double.longBitsToDouble(random.nextLong() | 0x7FE0_0000_0000_0000L);
      case 2 -> random.nextInt(-4, 5);
      case 3 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  private static double near(double a, SplittableRandom random) {
    long bits = Double.doubleToRawLongBits(a) + random.nextInt(-3, 4);
    return Double.longBitsToDouble(bits ^ (random.nextLong() & 1L << 63));
  }
}
