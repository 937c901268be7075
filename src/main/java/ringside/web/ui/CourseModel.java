package ringside.web.ui;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the map element draws, as {@code frontend/course/course.ts} reads it. */
record CourseModel(List<Part> parts, List<Stop> stops, Map<String, String> words) {

  record Part(String letter, String title, String question, String tally, List<Reading> lessons) {}

  /** A lesson of a part, and its address. */
  record Reading(String title, String href) {}

  /**
   * @param shortTitle as it fits on a card
   * @param state {@code coming}, {@code open}, {@code started} or {@code done}
   * @param share how much of the run was seen, 0 to 1
   */
  record Stop(
      String id,
      String part,
      String title,
      String shortTitle,
      String objective,
      String time,
      String level,
      String state,
      String status,
      double share,
      List<String> after,
      @Nullable String href,
      @Nullable String open,
      List<Count> counts) {}

  record Count(String label, String value) {}
}
