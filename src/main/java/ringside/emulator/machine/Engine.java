package ringside.emulator.machine;

/** What runs a machine's code. Both make the same ticks, and only speed tells them apart. */
public enum Engine {
  /** Every instruction is interpreted. */
  INTERPRETER,
  /** Code that runs often is compiled to bytecode of the JVM; the default. */
  COMPILER
}
