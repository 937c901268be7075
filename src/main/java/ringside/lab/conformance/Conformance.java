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
  private final Map<Engine, UserModeBench> userMode = new EnumMap<>(Engine.class);
  private final Map<Engine, RealModeBench> realMode = new EnumMap<>(Engine.class);
  private final Set<Engine> engines;
  private final int failuresKept;

  private Conformance(Set<Engine> engines, int failuresKept) {
    this.engines = engines;
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

  private UserModeBench userMode(Engine engine) {
    return userMode.computeIfAbsent(engine, UserModeBench::new);
  }

  private RealModeBench realMode(Engine engine) {
    return realMode.computeIfAbsent(engine, RealModeBench::new);
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
      Function<Engine, List<String>> run = engine -> userMode(engine).run(of, vector);
      count(vector.i() + " " + vector.b(), run);
      if (engines.contains(Engine.COMPILER) && userMode(Engine.COMPILER).wasCompiled()) {
        compiled++;
      }
    }

    @Override
    public void vector(VectorForm of, RealModeVector vector) {
      String reason = Exclusions.reason(of, vector);
      if (reason != null) {
        excluded.merge(reason, 1, Integer::sum);
      } else {
        Function<Engine, List<String>> run = engine -> realMode(engine).run(of, vector);
        count(vector.i() + " " + vector.n() + " " + vector.b(), run);
        if (engines.contains(Engine.COMPILER) && realMode(Engine.COMPILER).wasCompiled()) {
          compiled++;
        }
      }
    }

    private void count(String title, Function<Engine, List<String>> run) {
      List<String> differences = new ArrayList<>();
      for (Engine engine : engines) {
        differences(engine, run)
            .forEach(difference ->
                differences.add(engines.size() > 1 ? engine.id() + ": " + difference : difference));
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

    private static List<String> differences(Engine engine, Function<Engine, List<String>> run) {
      try {
        return run.apply(engine);
      } catch (ConformanceException e) {
        throw e;
      } catch (RuntimeException e) {
        return List.of("the emulator failed: " + e);
      }
    }
  }
}
