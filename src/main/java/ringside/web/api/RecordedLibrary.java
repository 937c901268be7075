package ringside.web.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import ringside.lab.recording.Edit;
import ringside.lab.recording.Recorder;
import ringside.lab.recording.Recording;
import ringside.lab.recording.WireWriter;
import ringside.lab.recording.wire.WireEdit;
import ringside.lab.recording.wire.WireJson;
import ringside.lab.recording.wire.WireRecording;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.ScenarioLoader;
import ringside.lab.scenario.ScenarioReader;
import ringside.lab.session.ForkRequest;
import ringside.lab.session.ForkRequest.Outcome.Accepted;
import ringside.lab.session.ForkRequest.Outcome.Refused;
import ringside.web.api.ForkRefused.Reason;

/**
 * The scenarios of a folder, recorded when the application starts: a run is a matter of
 * milliseconds, and what is served afterwards is only bytes. A scenario with mistakes is left out
 * and named in the log.
 */
@Component
final class RecordedLibrary implements Library {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedLibrary.class);

  /** Forks that stay in memory; older ones are computed again when they are asked for. */
  private static final int KEPT_FORKS = 256;

  /** How long a learner waits for a worker before hearing that all are busy. */
  private static final long PATIENCE_SECONDS = 5;

  private final Map<String, Scenario> scenarios = new HashMap<>();
  private final Map<String, Gzipped> texts = new HashMap<>();
  private final Map<String, Set<String>> instructions = new HashMap<>();
  private final Map<String, Recording> recordings = new HashMap<>();
  private final Map<String, Served> served = new HashMap<>();
  private final ForkStore store;
  private final Map<String, Served> forks = Collections.synchronizedMap(new Recent<>(KEPT_FORKS));
  private final Semaphore workers = new Semaphore(Runtime.getRuntime().availableProcessors());

  /** A recording as it is sent. */
  private record Served(
      Run run, Gzipped document, Map<String, Gzipped> chunks, Set<String> mnemonics) {}

  RecordedLibrary(@Value("${ringside.content}") String content, ForkStore store)
      throws IOException {
    this.store = store;
    try (var folders = Files.list(Path.of(content, "scenarios"))) {
      folders
          .filter(folder -> Files.exists(folder.resolve(ScenarioReader.FILE)))
          .forEach(this::load);
    }
  }

  private void load(Path folder) {
    var diagnostics = new Diagnostics();
    var loaded = ScenarioLoader.load(folder, diagnostics);
    if (loaded.isPresent()) {
      record(loaded.get());
    } else {
      LOG.error(
          "The scenario {} is left out:{}",
          folder.getFileName(),
          diagnostics.list().stream()
              .filter(d -> d.severity() == Diagnostic.Severity.ERROR)
              .map(d -> "\n  " + d.line(Locale.ENGLISH))
              .reduce("", String::concat));
    }
  }

  private void record(LoadedScenario loaded) {
    var slug = loaded.scenario().slug();
    var runs = new ArrayList<Run>();
    for (var built : loaded.runs()) {
      var recording = Recorder.record(built);
      var bytes = serve(recording);
      recordings.put(recording.hash(), recording);
      served.put(recording.hash(), bytes);
      runs.add(bytes.run());
      instructions.computeIfAbsent(slug, _ -> new TreeSet<>()).addAll(bytes.mnemonics());
    }
    scenarios.put(slug, new Scenario(slug, loaded.scenario().minutes(), List.copyOf(runs)));
    loaded
        .texts()
        .forEach(
            (language, text) -> texts.put(slug + "/" + language, Gzipped.of(WireJson.bytes(text))));
  }

  private static Served serve(Recording recording) {
    var files = WireWriter.write(recording);
    var chunks = new HashMap<String, Gzipped>();
    files.chunks().forEach((name, bytes) -> chunks.put(name, Gzipped.of(bytes)));
    var document = WireJson.read(files.document(), WireRecording.class);
    var run =
        new Run(
            document.variant(),
            document.hash(),
            document.ticks(),
            document.steps().stream().map(step -> (long) step.tick()).toList(),
            recording.counts(),
            document.predictions().stream().map(WireRecording.Prediction::id).toList());
    return new Served(run, Gzipped.of(files.document()), Map.copyOf(chunks), files.mnemonics());
  }

  @Override
  public List<Scenario> scenarios() {
    return List.copyOf(scenarios.values());
  }

  @Override
  public Optional<Scenario> scenario(String slug) {
    return Optional.ofNullable(scenarios.get(slug));
  }

  @Override
  public Optional<Run> find(String slug, String prefix) {
    return scenario(slug).stream()
        .flatMap(scenario -> scenario.runs().stream())
        .filter(run -> run.hash().startsWith(prefix))
        .findFirst()
        .or(() -> store.find(slug, prefix).flatMap(this::remake).map(Served::run));
  }

  @Override
  public Optional<Gzipped> document(String hash) {
    return files(hash).map(Served::document);
  }

  @Override
  public Optional<Gzipped> chunk(String hash, String name) {
    return files(hash).map(bytes -> bytes.chunks().get(name));
  }

  @Override
  public Set<String> instructions(String slug) {
    return instructions.getOrDefault(slug, Set.of());
  }

  @Override
  public Optional<Gzipped> text(String slug, Locale language) {
    return Optional.ofNullable(texts.get(slug + "/" + language.getLanguage()));
  }

  @Override
  public String fork(String hash, List<WireEdit> edits, Locale language) throws ForkRefused {
    var origin = recordings.get(hash);
    if (origin == null) {
      throw ForkRefused.of(Reason.UNKNOWN, language, "unknown");
    }
    var made = serve(run(origin, edits, language));
    var slug = origin.scenario().scenario().slug();
    if (!store.keep(new ForkStore.Fork(made.run().hash(), slug, origin.hash(), edits))) {
      throw ForkRefused.of(Reason.FULL, language, "full");
    }
    forks.put(made.run().hash(), made);
    return made.run().hash();
  }

  private Recording run(Recording origin, List<WireEdit> edits, Locale language)
      throws ForkRefused {
    return switch (ForkRequest.check(origin, edits)) {
      case Refused refused ->
          throw ForkRefused.of(Reason.MEANINGLESS, language, refused.problem(), refused.value());
      case Accepted accepted -> execute(origin, accepted.edits(), language);
    };
  }

  private Recording execute(Recording origin, List<Edit> changes, Locale language)
      throws ForkRefused {
    try {
      if (!workers.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw ForkRefused.of(Reason.BUSY, language, "busy");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ForkRefused.of(Reason.BUSY, language, "busy");
    }
    try {
      return Recorder.fork(origin, changes);
    } finally {
      workers.release();
    }
  }

  private Optional<Served> files(String hash) {
    return Optional.ofNullable(served.get(hash))
        .or(() -> Optional.ofNullable(forks.get(hash)))
        .or(() -> store.find(hash).flatMap(this::remake));
  }

  /** Runs a kept fork again; empty where its origin is no longer what it was. */
  private Optional<Served> remake(ForkStore.Fork fork) {
    var kept = forks.get(fork.hash());
    var origin = recordings.get(fork.origin());
    if (kept != null || origin == null) {
      return Optional.ofNullable(kept);
    }
    try {
      var made = serve(run(origin, fork.edits(), Locale.ENGLISH));
      forks.put(fork.hash(), made);
      return Optional.of(made);
    } catch (ForkRefused refused) {
      LOG.warn("The fork {} cannot be made again: {}", fork.hash(), refused.getMessage());
      return Optional.empty();
    }
  }

  /** The entries that were used last. */
  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Recent(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > most;
    }
  }
}
