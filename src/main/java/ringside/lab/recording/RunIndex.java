package ringside.lab.recording;

/** Fast look-ups in a recording's log, for whoever searches it for a place to stop. */
public final class RunIndex {
  private final TickLog log;

  RunIndex(TickLog log) {
    this.log = log;
  }

  /** Whether a tick began at an instruction's linear address. */
  public boolean ranAt(int tick, long address) {
    return log.step(tick) != Step.INTERRUPT && log.rip(tick) == address;
  }

  /** Whether a tick stored to a range of physical addresses. */
  public boolean stored(int tick, long physical, int size) {
    boolean[] found = {false};
    log.stores(
        tick,
        (at, before, after) -> found[0] |= at < physical + size && physical < at + after.length);
    return found[0];
  }

  /** Whether a tick loaded from a range of physical addresses. */
  public boolean loaded(int tick, long physical, int size) {
    boolean[] found = {false};
    log.loads(tick, (at, length) -> found[0] |= at < physical + size && physical < at + length);
    return found[0];
  }
}
