package ringside.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.lab.scenario.Evaluator.Outcome;
import ringside.lab.scenario.YamlNode.Scalar;
import ringside.lab.scenario.YamlNode.Style;

/**
 * Conditions over a made-up moment: rax is 0x1122334455667788 and was 1, memory holds its address.
 */
class ExpressionTest {
  private static final Map<String, Long> LABELS =
      Map.of("kernel", 0x100000L, "kernel.loop", 0x100010L, "user.again.skip", 0x400004L);

  private final Diagnostics diagnostics = new Diagnostics();
  private final Expressions expressions = new Expressions(LABELS, Set.of("port"), diagnostics);

  private static final class Fixed implements Moment {
    @Override
    public long register(StateNames.View view) {
      long[] state = new long[StateNames.SLOTS.size()];
      state[StateNames.slot("rax")] = 0x1122334455667788L;
      state[StateNames.slot("rflags")] = 0x202;
      state[StateNames.slot("mode")] = 4;
      state[StateNames.slot("gs.base")] = -4096;
      return view.of(state);
    }

    @Override
    public long registerBefore(StateNames.View view) {
      long[] state = new long[StateNames.SLOTS.size()];
      state[StateNames.slot("rax")] = 1;
      return view.of(state);
    }

    @Override
    public long tick() {
      return 7;
    }

    @Override
    public String console() {
      return "OK\n";
    }

    @Override
    public @Nullable Map<String, Object> event() {
      return Map.of("kind", "EXC", "vector", 13L, "text", "EXC #GP(0) rip=00401000");
    }

    @Override
    public long linear(long address, int size) throws NotMapped {
      if (address >= 0x500000) {
        throw new NotMapped(address);
      }
      return address & (size == 8 ? -1L : (1L << 8 * size) - 1);
    }

    @Override
    public long physical(long address, int size) {
      return -address;
    }
  }

  private Scalar scalar(String text) {
    return new Scalar(new SourceLocation("t", 1, 1), Style.PLAIN, text, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rax == 0x1122334455667788 | true",
        "eax == 0x55667788 && ax == 0x7788 && al == 0x88 && ah == 0x77 | true",
        "before.rax == 1 && before.eax == 1 | true",
        "gs_base == -4096 && gs.base == gs_base | true",
        "mode == 'long' | true",
        "flag('IF') && !flag('CF') | true",
        "tick == 7 && console == 'OK\\n' | true",
        "kernel.loop - kernel == 16 | true",
        "user.again.skip == 0x400004 | true",
        "mem8(0x401234) == 0x34 && mem32(kernel.loop) == 0x100010 | true",
        "phys64(5) == -5 | true",
        "event.kind == 'EXC' && event.vector == 13 | true",
        "event.text.startsWith('EXC #GP') | true",
        "event.kind == 'RING' && event.vector == 13 | false",
        "event.port == 3 | false",
        "mem8(0x500000) == 0 | false",
        "cpl / rcx == 0 | false",
      })
  void holds(String condition, boolean expected) {
    Expression expression = expressions.condition(scalar(condition)).orElseThrow();
    assertThat(new Evaluator(new Fixed()).holds(expression)).isEqualTo(expected);
    assertThat(diagnostics.list()).isEmpty();
  }

  @Test
  void aValueThatIsMissingSaysWhy() {
    Expression expression = expressions.value(scalar("mem8(0x500000)")).orElseThrow();
    assertThat(new Evaluator(new Fixed()).evaluate(expression))
        .isInstanceOfSatisfying(
            Outcome.Undefined.class,
            u -> assertThat(u.reason()).contains("nothing is mapped at 500000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kernel.lop == 1 | UNDEFINED_SYMBOL | 1",
        "cpl == 0 && raxx == 1 | UNKNOWN_NAME | 13",
        "cpl == 'x' | EXPRESSION | 5",
        "cpl + 1 | EXPRESSION | 5",
        "event.vectr == 1 | UNKNOWN_NAME | 7",
        "cpl == | EXPRESSION | 7",
        "mem32('x') == 0 | EXPRESSION | 6",
      })
  void mistakes(String condition, DiagnosticCode code, int column) {
    assertThat(expressions.condition(scalar(condition))).isEmpty();
    assertThat(diagnostics.list())
        .singleElement()
        .satisfies(d -> {
          assertThat(d.code()).isEqualTo(code);
          assertThat(d.location().column()).isEqualTo(column);
        });
  }

  @ParameterizedTest
  @CsvSource({"a && b,2", "(a && b) || c,1", "f('&&') && x,2", "a || b && c,1"})
  void parts(String condition, int count) {
    assertThat(Conjunction.parts(condition)).hasSize(count);
  }
}
