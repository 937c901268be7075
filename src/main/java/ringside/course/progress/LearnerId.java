package ringside.course.progress;

import java.util.Optional;
import java.util.UUID;

/** An anonymous learner: a random number that only that learner's browser knows. */
public record LearnerId(UUID value) {

  public static LearnerId random() {
    return new LearnerId(UUID.randomUUID());
  }

  /** The id that {@code text} spells; empty for anything else. */
  public static Optional<LearnerId> parse(String text) {
    try {
      return text.length() == 36
          ? Optional.of(new LearnerId(UUID.fromString(text)))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
