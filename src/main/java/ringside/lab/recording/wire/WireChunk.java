package ringside.lab.recording.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code interface Chunk}: the state at tick {@code from}, then what each tick changed. */
public record WireChunk(int from, int to, Keyframe keyframe, List<Delta> deltas) {

  /**
   * All state at a tick.
   *
   * @param pages page number to base64 of the page, compressed with raw deflate
   */
  public record Keyframe(List<String> state, Map<String, String> pages, String console) {}

  /** What a tick changed. */
  public record Delta(
      String lane,
      @Nullable String rip,
      @Nullable String bytes,
      @Nullable String text,
      String what,
      @Nullable List<List<Object>> set,
      @Nullable List<List<String>> mem,
      @Nullable List<List<Object>> read,
      @Nullable String out) {}
}
