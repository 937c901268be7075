package ringside.emulator.machine;

/** Why a run stopped. */
public sealed interface RunOutcome {
  /** The processor is halted, and nothing is left that could wake it. */
  record HaltedForever() implements RunOutcome {}

  /** A triple fault. */
  record Shutdown() implements RunOutcome {}

  /** The guest wrote the debug-exit port. */
  record DebugExit(int status) implements RunOutcome {}

  /** The guest switched the machine off: ACPI S5. */
  record PowerOff() implements RunOutcome {}

  /** The guest pulled the reset line; the machine is left as it was at that moment. */
  record Reset() implements RunOutcome {}

  /** All the ticks that were allowed were made. */
  record TickLimit() implements RunOutcome {}

  /** The processor is halted, and virtual time came to where the caller wanted to be asked. */
  record TimeLimit() implements RunOutcome {}

  /** {@link Machine#requestStop} was called, by a trace sink or an output callback. */
  record StopRequested() implements RunOutcome {}
}
