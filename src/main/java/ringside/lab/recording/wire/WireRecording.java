package ringside.lab.recording.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.lab.introspect.ControlBlockLayout;
import ringside.lab.introspect.ExitExplanation;

/** {@code interface Recording}: a run without its states. */
public record WireRecording(
    int format,
    String hash,
    String scenario,
    String variant,
    List<String> variants,
    @Nullable Fork fork,
    int ticks,
    End end,
    Machine machine,
    @Nullable ControlBlockLayout controlBlock,
    List<Lane> lanes,
    List<Program> programs,
    List<Region> regions,
    List<Symbol> symbols,
    List<String> slots,
    List<List<Integer>> spans,
    List<ChunkLink> chunks,
    List<Event> events,
    List<Step> steps,
    List<Prediction> predictions,
    List<Check> checks) {

  /** A fork's origin and edits. */
  public record Fork(String of, List<WireEdit> edits) {}

  /** Why the run ended. */
  public record End(String reason, @Nullable String detail, @Nullable List<String> loop) {}

  /** The machine. */
  public record Machine(String cpu, long memory, String preset, String vendor, int bits) {}

  /** A swimlane. */
  public record Lane(
      String id, @Nullable String of, String domain, int ring, @Nullable Boolean root) {}

  /** A program and its source. */
  public record Program(String id, String file, String lane, List<SourceLine> lines) {}

  /** A source line. */
  public record SourceLine(
      String file,
      int line,
      String text,
      @Nullable String address,
      @Nullable String bytes,
      @Nullable String decoded) {}

  /** A named range. */
  public record Region(String id, String address, long size, int ring, boolean write) {}

  /** A symbol of a program. */
  public record Symbol(String name, String address, String program) {}

  /** Where a chunk is; {@code bytes} before compression. */
  public record ChunkLink(int from, int to, String url, int bytes) {}

  /** An event. */
  public record Event(
      int seq,
      int tick,
      String kind,
      boolean architectural,
      String lane,
      @Nullable String target,
      String text,
      Map<String, Object> fields,
      @Nullable ExitExplanation explained,
      @Nullable Integer cause) {}

  /** A lesson step that fired. */
  public record Step(String id, int tick, @Nullable Integer event, List<String> highlight) {}

  /** A prediction with its answer. */
  public record Prediction(
      String id,
      int tick,
      @Nullable String before,
      String ask,
      @Nullable String of,
      List<String> options,
      String answer,
      @Nullable Integer event) {}

  /** A check's result. */
  public record Check(String id, boolean pass, String detail, int points) {}
}
