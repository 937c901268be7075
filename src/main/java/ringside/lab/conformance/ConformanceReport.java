package ringside.lab.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a run.
 *
 * @param forms in the order of the files
 */
public record ConformanceReport(List<FormResult> forms) {
  public ConformanceReport {
    forms = List.copyOf(forms);
  }

  /** Vectors that agree with silicon. */
  public int passed() {
    return forms.stream().mapToInt(FormResult::passed).sum();
  }

  /** Vectors that do not. */
  public int failed() {
    return forms.stream().mapToInt(FormResult::failed).sum();
  }

  /** Vectors that were compiled. */
  public int compiled() {
    return forms.stream().mapToInt(FormResult::compiled).sum();
  }

  /** Vectors that were not compared, by reason. */
  public Map<String, Integer> excluded() {
    Map<String, Integer> sum = new TreeMap<>();
    for (FormResult form : forms) {
      form.excluded().forEach((reason, count) -> sum.merge(reason, count, Integer::sum));
    }
    return sum;
  }

  /** A line for each form that failed with its first failures, then the sums. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (FormResult form : forms) {
      if (form.failed() > 0) {
        text.append(
            "%s %s %s: %d passed, %d failed%n"
                .formatted(
                    form.file(), form.form(), form.mnemonic(), form.passed(), form.failed()));
        form.failures().forEach(failure -> text.append("  ").append(failure).append('\n'));
      }
    }
    excluded()
        .forEach((reason, count) -> text.append("excluded %6d  %s%n".formatted(count, reason)));
    text.append("%d passed, %d failed, %d forms".formatted(passed(), failed(), forms.size()));
    text.append(compiled() > 0 ? ", %d compiled%n".formatted(compiled()) : "\n");
    return text.toString();
  }
}
