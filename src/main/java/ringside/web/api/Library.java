package ringside.web.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringside.lab.recording.wire.WireEdit;

/** The scenarios of this node and their recordings. */
public interface Library {

  /**
   * A scenario that can be opened.
   *
   * @param slug name of its folder
   * @param minutes how long a learner needs; 0 where the author does not say
   * @param runs its recordings, the base run first
   */
  record Scenario(String slug, int minutes, List<Run> runs) {
    public Run base() {
      return runs.getFirst();
    }

    /** The run of a variant. */
    public Optional<Run> run(String variant) {
      return runs.stream().filter(run -> run.variant().equals(variant)).findFirst();
    }
  }

  /**
   * A recorded run.
   *
   * @param variant {@code base} or the id of a variant
   * @param hash 64 hex digits
   * @param steps tick at which each lesson step opens, in order
   * @param events how often each kind of event occurred
   * @param predictions ids of the questions it answers
   */
  record Run(
      String variant,
      String hash,
      long ticks,
      List<Long> steps,
      Map<String, Integer> events,
      List<String> predictions) {

    /** Number of the lesson step that {@code tick} belongs to, from 1. */
    public long step(long tick) {
      return Math.max(1, steps.stream().filter(opens -> opens <= tick).count());
    }
  }

  /** In no order; the course map has one. */
  List<Scenario> scenarios();

  default Optional<Scenario> scenario(String slug) {
    return scenarios().stream().filter(scenario -> scenario.slug().equals(slug)).findFirst();
  }

  /**
   * The run of a scenario, forks among them, whose hash begins with {@code prefix}: 8 to 64 hex
   * digits.
   */
  Optional<Run> find(String slug, String prefix);

  /** The document of a recording; {@code hash} is 64 hex digits. */
  Optional<Gzipped> document(String hash);

  /** A chunk that the document of a recording names. */
  Optional<Gzipped> chunk(String hash, String name);

  /** What the runs of a scenario execute, by the mnemonics of the instruction table. */
  Set<String> instructions(String slug);

  /** The words of a scenario in a language. */
  Optional<Gzipped> text(String slug, Locale language);

  /**
   * Runs a recording again with a learner's changes and keeps the new recording.
   *
   * @return hash of the fork
   */
  String fork(String hash, List<WireEdit> edits, Locale language) throws ForkRefused;
}
