package ringside.emulator.machine;

import java.util.Locale;

/** What runs a machine's code. Both make the same ticks, and only speed tells them apart. */
public enum Engine {
  /** Every instruction is interpreted. */
  INTERPRETER,
  /** Code that runs often is compiled to bytecode of the JVM; the default. */
  COMPILER;

  /** As the command line writes it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
