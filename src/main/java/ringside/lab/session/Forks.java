package ringside.lab.session;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.lab.recording.Edit;
import ringside.lab.recording.Recorder;
import ringside.lab.recording.Recording;
import ringside.lab.recording.Recording.Fork;

/**
 * Makes forks, and keeps the latest ones: what is dropped can be made again from its edits. Safe
 * for use by many threads.
 */
public final class Forks {
  private final Map<String, Recording> kept;

  /** Keeps up to {@code capacity} forks. */
  public Forks(int capacity) {
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Recording> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * The fork of a recording by edits. A fork of a fork is a fork of the original, by the edits of
   * both; only edits that come before the new ones still count.
   *
   * @param origin the recording that {@code base} is a fork of, or {@code base} itself
   */
  public Recording fork(Recording origin, Recording base, List<Edit> edits) {
    Recording made = Recorder.fork(origin, all(base, edits));
    synchronized (kept) {
      return kept.merge(made.hash(), made, (old, same) -> old);
    }
  }

  /** All edits that lead from the origin to the new fork, in order. */
  private static List<Edit> all(Recording base, List<Edit> edits) {
    int first = edits.stream().mapToInt(Edit::tick).min().orElse(0);
    List<Edit> all = new java.util.ArrayList<>();
    base.fork().map(Fork::edits).orElse(List.of()).stream()
        .filter(earlier -> earlier.tick() <= first)
        .forEach(all::add);
    all.addAll(edits);
    all.sort(Comparator.comparingInt(Edit::tick));
    return all;
  }

  /** A fork that is still kept. */
  public java.util.Optional<Recording> find(String hash) {
    synchronized (kept) {
      return java.util.Optional.ofNullable(kept.get(hash));
    }
  }
}
