package ringside.emulator.softfloat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.softfloat.FloatEnvironment.NanRule;

/** The host's Math, good to an ulp of double precision, is the oracle. */
class TranscendentalTest {

  @FunctionalInterface
  private interface Emulated {
    FloatValue apply(FloatValue y, FloatValue x, FloatEnvironment e);
  }

  private enum Function {
    SINE(-20, 20, (y, x) -> Math.sin(x), (y, x, e) -> Transcendental.sine(x, e)),
    COSINE(-20, 20, (y, x) -> Math.cos(x), (y, x, e) -> Transcendental.cosine(x, e)),
    TANGENT(-1.5, 1.5, (y, x) -> Math.tan(x), (y, x, e) -> Transcendental.tangent(x, e)),
    ARCTANGENT(-5, 5, Math::atan2, Transcendental::arctangent),
    EXPONENTIAL(
        -1,
        1,
        (y, x) -> Math.expm1(x * Math.log(2)),
        (y, x, e) -> Transcendental.exponentialMinusOne(x, e)),
    LOGARITHM(0.001, 90, (y, x) -> y * Math.log(x) / Math.log(2), Transcendental::logarithm),
    LOGARITHM_PLUS_ONE(
        -0.29, 0.29, (y, x) -> y * Math.log1p(x) / Math.log(2), Transcendental::logarithmPlusOne);

    final double from;
    final double to;
    final DoubleBinaryOperator host;
    final Emulated emulated;

    Function(double from, double to, DoubleBinaryOperator host, Emulated emulated) {
      this.from = from;
      this.to = to;
      this.host = host;
      this.emulated = emulated;
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheHost(Function function) {
    double step = (function.to - function.from) / 397;
    for (double x = function.from + step / 3; x < function.to; x += step) {
      for (double y : new double[] {-3.25, 1e-9, 7}) {
        FloatEnvironment e = new FloatEnvironment(NanRule.X87);
        FloatValue result = function.emulated.apply(value(y), value(x), e);
        FloatValue rounded =
            SoftFloat.roundTo(result, FloatFormat.DOUBLE, new FloatEnvironment(NanRule.X87));
        double got = Double.longBitsToDouble(rounded.toDouble());
        double expected = function.host.applyAsDouble(y, x);
        assertThat(got)
            .as("%s of y=%s x=%s", function, y, x)
            .isCloseTo(expected, offset(4 * Math.ulp(Math.max(Math.abs(expected), 1e-3))));
      }
    }
  }

  private static FloatValue value(double d) {
    return FloatValue.ofDouble(Double.doubleToRawLongBits(d));
  }
}
