package ringside.emulator.cpu;

/** What one step was. All but the last two took a tick. */
public enum StepResult {
  /** An instruction completed. */
  RETIRED,
  /** One iteration of a REP string instruction completed, and more are to come. */
  REPEATED,
  /** An instruction faulted, or a trap was due, and was delivered. */
  EXCEPTION,
  /** A device interrupt or an NMI was delivered. */
  INTERRUPT,
  /** The guest left to its hypervisor instead of an instruction or a delivery. */
  VM_EXIT,
  /** Nothing: the processor is halted and no interrupt is accepted now. */
  HALTED,
  /** Nothing: a triple fault has stopped the processor. */
  SHUTDOWN
}
