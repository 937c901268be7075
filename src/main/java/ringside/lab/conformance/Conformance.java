package ringside.lab.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ringside.emulator.machine.Engine;

/** Runs files of vectors. */
public final class Conformance {
  private static final int FAILURES_KEPT = 5;

  private final List<FormResult> results = new ArrayList<>();
  private final Map<Way, UserModeBench> userMode = new EnumMap<>(Way.class);
  private final Map<Way, RealModeBench> realMode = new EnumMap<>(Way.class);
  private final Set<Way> ways;
  private final int failuresKept;

  private Conformance(Set<Engine> engines, int failuresKept) {
    ways = Way.of(engines);
    this.failuresKept = failuresKept;
  }

  /** As {@link #run(List, Set, int)}, with the first five failures of each form. */
  public static ConformanceReport run(List<Path> files, Set<Engine> engines) {
    return run(files, engines, FAILURES_KEPT);
  }

  /**
   * Runs every vector of the files.
   *
   * @param engines those that must agree with silicon
   * @param failuresKept how many failures of a form the report describes
   * @throws ConformanceException if a file is not in one of the formats
   */
  public static ConformanceReport run(List<Path> files, Set<Engine> engines, int failuresKept) {
    Conformance conformance = new Conformance(engines, failuresKept);
    for (Path file : files) {
      Run run = conformance.new Run(file.getFileName().toString());
      VectorFile.read(file, run);
      run.close();
    }
    return new ConformanceReport(conformance.results);
  }

  private UserModeBench userMode(Way way) {
    return userMode.computeIfAbsent(way, UserModeBench::new);
  }

  private RealModeBench realMode(Way way) {
    return realMode.computeIfAbsent(way, RealModeBench::new);
  }

  /** Counts the vectors of one file, form by form. */
  private final class Run implements VectorFile.Consumer {
    private final String file;
    private @Nullable VectorForm form;
    private int passed;
    private int failed;
    private int compiled;
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
            new FormResult(
                file, form.form(), mnemonic, passed, failed, compiled, excluded, failures));
      }
      passed = 0;
      failed = 0;
      compiled = 0;
      excluded = new TreeMap<>();
      failures = new ArrayList<>();
    }

    @Override
    public void vector(VectorForm of, UserModeVector vector) {
      Function<Way, List<String>> run = way -> userMode(way).run(of, vector);
      count(vector.i() + " " + vector.b(), run);
      if (ways.contains(Way.COMPILED) && userMode(Way.COMPILED).wasCompiled()) {
        compiled++;
      }
    }

    @Override
    public void vector(VectorForm of, RealModeVector vector) {
      String reason = Exclusions.reason(of, vector);
      if (reason != null) {
        excluded.merge(reason, 1, Integer::sum);
      } else {
        Function<Way, List<String>> run = way -> realMode(way).run(of, vector);
        count(vector.i() + " " + vector.n() + " " + vector.b(), run);
        if (ways.contains(Way.COMPILED) && realMode(Way.COMPILED).wasCompiled()) {
          compiled++;
        }
      }
    }

    private void count(String title, Function<Way, List<String>> run) {
      List<String> differences = new ArrayList<>();
      for (Way way : ways) {
        differences(way, run)
            .forEach(difference ->
                differences.add(ways.size() > 1 ? way.id() + ": " + difference : difference));
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

    private static List<String> differences(Way way, Function<Way, List<String>> run) {
      try {
        return run.apply(way);
      } catch (ConformanceException e) {
        throw e;
      } catch (RuntimeException e) {
        return List.of("the emulator failed: " + e);
      }
    }
  }
}
