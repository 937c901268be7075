package ringside.lab.scenario;

import dev.cel.runtime.Program;
import java.util.Map;
import java.util.Set;
import ringside.lab.scenario.YamlNode.Scalar;

/**
 * A compiled and type-checked condition or value; an {@link Evaluator} asks it about a moment.
 *
 * @param source its text and place
 * @param names variables that it mentions, labels not among them
 * @param labels addresses of the labels that it mentions, by qualified name
 * @param readsMemory whether it reads guest memory
 */
public record Expression(
    Scalar source,
    Set<String> names,
    Map<String, Long> labels,
    boolean readsMemory,
    Program program) {

  /** Whether it is asked at events rather than at ticks. */
  public boolean mentionsEvent() {
    return names.contains("event");
  }

  public String text() {
    return source.text();
  }
}
