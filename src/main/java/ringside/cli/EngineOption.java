package ringside.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import ringside.emulator.machine.Engine;

/** What runs guest code, of the commands that let their user choose. */
final class EngineOption {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "compiler (default) or interpreter; they differ in speed alone.")
  String name = Engine.COMPILER.id();

  Engine engine() {
    return named(name);
  }

  /** The engine of a name; anything else is the author's mistake. */
  static Engine named(String name) {
    for (Engine known : Engine.values()) {
      if (known.id().equals(name)) {
        return known;
      }
    }
    String names =
        Arrays.stream(Engine.values()).map(Engine::id).sorted().collect(Collectors.joining(" or "));
    throw CommandFailure.author("no engine is called " + name + ": " + names);
  }
}
