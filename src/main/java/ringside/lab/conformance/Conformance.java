package ringside.lab.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs files of vectors. */
public final class Conformance {
  private static final int FAILURES_KEPT = 5;

  private final List<FormResult> results = new ArrayList<>();
  private @Nullable UserModeBench userMode;
  private @Nullable RealModeBench realMode;

  private final int failuresKept;

  private Conformance(int failuresKept) {
    this.failuresKept = failuresKept;
  }

  /** As {@link #run(List, int)}, with the first five failures of each form. */
  public static ConformanceReport run(List<Path> files) {
    return run(files, FAILURES_KEPT);
  }

  /**
   * Runs every vector of the files.
   *
   * @param failuresKept how many failures of a form the report describes
   * @throws ConformanceException if a file is not in one of the formats
   */
  public static ConformanceReport run(List<Path> files, int failuresKept) {
    Conformance conformance = new Conformance(failuresKept);
    for (Path file : files) {
      Run run = conformance.new Run(file.getFileName().toString());
      VectorFile.read(file, run);
      run.close();
    }
    return new ConformanceReport(conformance.results);
  }

  private UserModeBench userMode() {
    if (userMode == null) {
      userMode = new UserModeBench();
    }
    return userMode;
  }

  private RealModeBench realMode() {
    if (realMode == null) {
      realMode = new RealModeBench();
    }
    return realMode;
  }

  /** Counts the vectors of one file, form by form. */
  private final class Run implements VectorFile.Consumer {
    private final String file;
    private @Nullable VectorForm form;
    private int passed;
    private int failed;
    private Map<String, Integer> excluded = new TreeMap<>();
    private List<String> failures = new ArrayList<>();

    Run(String file) {
      this.file = file;
    }

    @Override
    public void form(VectorForm next) {
      close();
      form = next;
    }

    void close() {
      if (form != null) {
        String mnemonic = form.mnemonic() == null ? "" : form.mnemonic();
        results.add(
            new FormResult(file, form.form(), mnemonic, passed, failed, excluded, failures));
      }
      passed = 0;
      failed = 0;
      excluded = new TreeMap<>();
      failures = new ArrayList<>();
    }

    @Override
    public void vector(VectorForm of, UserModeVector vector) {
      count(vector.i() + " " + vector.b(), () -> userMode().run(of, vector));
    }

    @Override
    public void vector(VectorForm of, RealModeVector vector) {
      String reason = Exclusions.reason(of, vector);
      if (reason != null) {
        excluded.merge(reason, 1, Integer::sum);
      } else {
        count(vector.i() + " " + vector.n() + " " + vector.b(), () -> realMode().run(of, vector));
      }
    }

    private void count(String title, Supplier<List<String>> run) {
      List<String> differences;
      try {
        differences = run.get();
      } catch (ConformanceException e) {
        throw e;
      } catch (RuntimeException e) {
        differences = List.of("the emulator failed: " + e);
      }
      if (differences.isEmpty()) {
        passed++;
        return;
      }
      failed++;
      if (failures.size() < failuresKept) {
        failures.add(title + ": " + String.join("; ", differences));
      }
    }
  }
}
