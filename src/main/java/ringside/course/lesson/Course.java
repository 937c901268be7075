package ringside.course.lesson;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The course map, as {@code lessons/course.yaml} has it: parts in teaching order. Scenarios that
 * nobody has written yet are on it too, so that a learner sees where the road leads.
 */
public record Course(int version, Words title, Words question, List<Part> parts, Lab lab) {

  /**
   * @param id stands in addresses: {@code /learn/machine}
   * @param letter {@code A} to {@code F}
   */
  public record Part(String id, String letter, Words title, Words question, List<Stop> scenarios) {}

  /**
   * A scenario's place in the course.
   *
   * @param number {@code S03}, as learners and teachers cite it
   * @param slug name of the scenario's folder
   * @param minutes estimate; a scenario's own file has the last word
   * @param needs slugs of the scenarios to finish first: a recommendation, not a lock
   */
  public record Stop(
      String number,
      String slug,
      Words title,
      Words summary,
      int minutes,
      Difficulty difficulty,
      List<String> needs) {}

  /** How hard a scenario is, as its author judges. */
  public enum Difficulty {
    easy,
    medium,
    hard
  }

  /** The comparison laboratory, where every part ends. */
  public record Lab(String number, String slug, Words title, Words summary) {}

  /** Every scenario, in teaching order. */
  public Stream<Stop> stops() {
    return parts.stream().flatMap(part -> part.scenarios().stream());
  }

  public Optional<Stop> stop(String slug) {
    return stops().filter(stop -> stop.slug().equals(slug)).findFirst();
  }

  /** The part that a scenario belongs to. */
  public Optional<Part> partOf(String slug) {
    return parts.stream()
        .filter(part -> part.scenarios().stream().anyMatch(stop -> stop.slug().equals(slug)))
        .findFirst();
  }
}
