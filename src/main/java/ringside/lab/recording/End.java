package ringside.lab.recording;

import java.util.List;
import java.util.Locale;

/**
 * Why a run ended.
 *
 * @param detail of {@code LIMIT}: the limit; of {@code SHUTDOWN} and {@code ERROR}: the reason
 * @param loop of {@code LIMIT}: where it spent its last ticks, the most visited place first
 */
public record End(Reason reason, String detail, List<String> loop) {

  /** The reasons. */
  public enum Reason {
    /** HLT with nothing that could end it. */
    HALTED,
    /** Triple fault or power off. */
    SHUTDOWN,
    /** A budget was used up. */
    LIMIT,
    /** The emulator found a mistake of its own. */
    ERROR,
    /** The scenario's {@code until} was reached. */
    UNTIL;

    /** The word on the wire. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static End of(Reason reason, String detail) {
    return new End(reason, detail, List.of());
  }
}
