package ringside.lab.scenario;

import java.util.Map;
import java.util.Optional;

/**
 * The words of a scenario in one language: {@code text.en.md}, {@code text.ko.md}. HTML is already
 * safe.
 *
 * @param title plain text
 * @param objective plain text
 * @param lanes plain text by lane id
 * @param steps by step id
 * @param predictions by prediction id
 * @param checks plain text by check id
 * @param variants plain text by variant id
 */
public record ScenarioText(
    String slug,
    String lang,
    String title,
    String objective,
    Map<String, String> lanes,
    Map<String, Step> steps,
    Map<String, Prediction> predictions,
    Map<String, String> checks,
    Map<String, String> variants) {

  /** A narrated moment; the title is plain text. */
  public record Step(String title, String html) {}

  /** A question; everything is HTML. */
  public record Prediction(
      String question, Map<String, String> options, Optional<String> hint, String explanation) {}
}
