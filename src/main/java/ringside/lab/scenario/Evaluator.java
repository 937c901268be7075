package ringside.lab.scenario;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload.Unary;
import dev.cel.runtime.CelLateFunctionBindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks expressions about one moment, which may move on between two questions. Not for use by two
 * threads.
 */
public final class Evaluator {
  private static final String BEFORE = "before.";

  private final Moment moment;
  private final CelLateFunctionBindings functions;

  /** What came out, or why nothing did. */
  public sealed interface Outcome {
    /** A {@link Boolean}, {@link Long} or {@link String}. */
    record Value(Object value) implements Outcome {}

    /** No value here: a field that the event has not, an unmapped address. */
    record Undefined(String reason) implements Outcome {}
  }

  /** Asks about {@code moment} as it is at each question. */
  @SuppressWarnings(
      "Immutable") // CEL wants shareable functions; these live and die with this object
  public Evaluator(Moment moment) {
    this.moment = moment;
    List<CelFunctionBinding> bindings = new ArrayList<>();
    for (int size = 1; size <= 8; size *= 2) {
      int bytes = size;
      String bits = String.valueOf(8 * bytes);
      bindings.add(memory("mem" + bits, address -> moment.linear(address, bytes)));
      bindings.add(memory("phys" + bits, address -> moment.physical(address, bytes)));
    }
    bindings.add(
        CelFunctionBinding.from(
            "flag_string", String.class, name -> flag(StateNames.FLAGS.get(name))));
    this.functions = CelLateFunctionBindings.from(bindings);
  }

  /** Whether a condition holds; one that has no value does not hold. */
  public boolean holds(Expression condition) {
    return evaluate(condition) instanceof Outcome.Value(Object value) && Boolean.TRUE.equals(value);
  }

  /** The value at the moment. */
  public Outcome evaluate(Expression expression) {
    try {
      return new Outcome.Value(
          expression.program().eval(name -> variable(expression, name), functions));
    } catch (CelEvaluationException e) {
      return new Outcome.Undefined(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Object> variable(Expression expression, String name) {
    Long label = expression.labels().get(name);
    if (label != null) {
      return Optional.of(label);
    }
    return switch (name) {
      case "event" -> Optional.ofNullable(moment.event());
      case "tick" -> Optional.of(moment.tick());
      case "console" -> Optional.of(moment.console());
      case "mode" -> Optional.of(mode(moment.register(StateNames.view("mode"))));
      case "before.mode" -> Optional.of(mode(moment.registerBefore(StateNames.view("mode"))));
      default -> register(name);
    };
  }

  private Optional<Object> register(String name) {
    boolean before = name.startsWith(BEFORE);
    String register = before ? name.substring(BEFORE.length()) : name;
    if (!StateNames.isRegister(register)) {
      return Optional.empty();
    }
    StateNames.View view = StateNames.view(register);
    return Optional.of(before ? moment.registerBefore(view) : moment.register(view));
  }

  private boolean flag(@org.jspecify.annotations.Nullable Integer bit) {
    return bit != null && (moment.register(StateNames.view("rflags")) >>> bit & 1) == 1;
  }

  private static String mode(long number) {
    return StateNames.MODES.get((int) number);
  }

  /** A read of guest memory; one that fails leaves the expression without a value. */
  private interface Read {
    long at(long address) throws Moment.NotMapped;
  }

  @SuppressWarnings("Immutable")
  private static CelFunctionBinding memory(String name, Read read) {
    Unary<Long> body =
        address -> {
          try {
            return read.at(address);
          } catch (Moment.NotMapped e) {
            throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
          }
        };
    return CelFunctionBinding.from(name + "_int", Long.class, body);
  }
}
