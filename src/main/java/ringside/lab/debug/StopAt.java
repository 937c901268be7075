package ringside.lab.debug;

import ringside.lab.scenario.Expression;

/** Where a search ends. */
public sealed interface StopAt {

  /** Before the step that causes such an event. */
  record Event(Landmark landmark) implements StopAt {}

  /** Before the instruction at a linear address. */
  record Address(long linear) implements StopAt {}

  /** Before the step that stores to, or loads from, {@code size} bytes at a physical address. */
  record Watch(long physical, int size, boolean stores, boolean loads) implements StopAt {}

  /** In a state in which a condition begins to hold; it must not mention an event. */
  record Condition(Expression condition) implements StopAt {}
}
