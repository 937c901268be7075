package ringside.lab.recording;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ringside.emulator.trace.TraceEvent;

/**
 * An event of a run.
 *
 * @param seq number in the run, from 0
 * @param tick the tick whose step caused it: the state before is at {@code tick}, after at {@code
 *     tick + 1}
 * @param kind word of the grammar, or a probe's
 * @param source the emulator's event; null for a probe's
 * @param lane who ran
 * @param target lane that it leads to or touches
 * @param text its line in the grammar
 * @param fields values by name: {@link Long}, {@link Boolean} or {@link String}
 * @param cause number of the event that led to it
 */
public record RunEvent(
    int seq,
    int tick,
    String kind,
    @Nullable TraceEvent source,
    String lane,
    Optional<String> target,
    String text,
    Map<String, Object> fields,
    Optional<Integer> cause) {

  /** False for probe events. */
  public boolean architectural() {
    return source != null;
  }
}
