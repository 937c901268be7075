package ringside.emulator.vmx;

/**
 * One check of a VM entry: a row of the tables in {@link ControlChecks}, {@link HostChecks} and
 * {@link GuestChecks}.
 *
 * @param field where the value is that the check is about
 * @param rule what must hold, in the words of the manual
 * @param condition whether it does
 * @param qualification what a failed check of guest state gives as exit qualification
 */
record EntryCheck(VmcsField field, String rule, Condition condition, int qualification) {

  /** Whether a check holds. */
  @FunctionalInterface
  interface Condition {
    boolean holds(EntryContext entry);
  }

  static EntryCheck check(VmcsField field, String rule, Condition condition) {
    return new EntryCheck(field, rule, condition, 0);
  }

  static EntryCheck check(VmcsField field, String rule, int qualification, Condition condition) {
    return new EntryCheck(field, rule, condition, qualification);
  }
}
