package ringside.lab.conformance;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import ringside.emulator.machine.Engine;

/** A way to run an instruction: the interpreter has two. */
enum Way {
  /** By its operation, at a boundary between instructions. */
  STEP(Engine.INTERPRETER),
  /** As a case of the loop. */
  LOOP(Engine.INTERPRETER),
  COMPILED(Engine.COMPILER);

  private final Engine engine;

  Way(Engine engine) {
    this.engine = engine;
  }

  static Set<Way> of(Set<Engine> engines) {
    return EnumSet.allOf(Way.class).stream()
        .filter(way -> engines.contains(way.engine))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Way.class)));
  }

  /** As a report names it. */
  String id() {
    return this == LOOP ? "interpreter's loop" : engine.id();
  }
}
