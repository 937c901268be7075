package ringside.lab.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.ScenarioFolder;
import ringside.lab.scenario.SourceLocation;
import ringside.lab.scenario.YamlNode;
import ringside.lab.scenario.YamlReader;

/**
 * {@code recording.lock}: what the runs of a scenario were when somebody last looked at them.
 *
 * <p>It is generated, committed and reviewed: a change of the emulator, the assembler or a source
 * that changes a run shows here.
 *
 * @param runs by variant
 */
public record RecordingLock(Map<String, Entry> runs) {
  /** The file. */
  public static final String FILE = "recording.lock";

  /** One run. */
  public record Entry(
      String hash,
      int ticks,
      String end,
      Map<String, Integer> events,
      String state,
      String digest) {

    static Entry of(Recording recording) {
      return new Entry(
          recording.hash(),
          recording.ticks(),
          recording.end().reason().word(),
          recording.counts(),
          recording.finalState(),
          recording.digest());
    }

    /** What differs, as {name, before, after}; nothing where the run is the same. */
    List<String> difference(Entry now) {
      if (!hash.equals(now.hash)) {
        return List.of("hash", hash.substring(0, 8), now.hash.substring(0, 8));
      }
      if (ticks != now.ticks) {
        return List.of("ticks", String.valueOf(ticks), String.valueOf(now.ticks));
      }
      if (!end.equals(now.end)) {
        return List.of("end", end, now.end);
      }
      if (!events.equals(now.events)) {
        return List.of("events", events.toString(), now.events.toString());
      }
      if (!state.equals(now.state)) {
        return List.of("final state", state.substring(0, 8), now.state.substring(0, 8));
      }
      return digest.equals(now.digest)
          ? List.of()
          : List.of("digest", digest.substring(0, 8), now.digest.substring(0, 8));
    }
  }

  /** The lock of a scenario's folder; without entries where there is none. */
  static RecordingLock read(ScenarioFolder folder, Diagnostics diagnostics) {
    Map<String, Entry> runs = new LinkedHashMap<>();
    if (folder.has(FILE)) {
      folder
          .read(FILE, SourceLocation.of(FILE), diagnostics)
          .flatMap(text -> YamlReader.read(FILE, text, diagnostics))
          .ifPresent(root -> entries(root).forEach(runs::put));
    }
    return new RecordingLock(runs);
  }

  private static Map<String, Entry> entries(YamlNode root) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    root.map("runs")
        .forEach((variant, node) -> {
          Map<String, Integer> events = new TreeMap<>();
          node.map("events")
              .forEach((kind, count) -> events.put(kind, Integer.parseInt(count.text())));
          entries.put(
              variant,
              new Entry(
                  node.text("hash").orElse(""),
                  node.number("ticks").map(Long::intValue).orElse(-1),
                  node.text("end").orElse(""),
                  events,
                  node.text("state").orElse(""),
                  node.text("digest").orElse("")));
        });
    return entries;
  }

  /** Compares a run with its entry. */
  void compare(Recording recording, Diagnostics diagnostics) {
    String variant = recording.scenario().variant();
    Entry before = runs.get(variant);
    if (before == null) {
      diagnostics.add(DiagnosticCode.LOCK_MISSING, SourceLocation.of(FILE), "variant", variant);
      return;
    }
    List<String> difference = before.difference(Entry.of(recording));
    if (!difference.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.LOCK_DRIFT,
          SourceLocation.of(FILE),
          "variant",
          variant,
          "what",
          difference.get(0),
          "before",
          difference.get(1),
          "after",
          difference.get(2));
    }
  }

  /** Writes the lock of recordings, one of each run. */
  static void write(Path folder, List<Recording> recordings) {
    StringBuilder text =
        new StringBuilder(
            "# What each run was when it was last reviewed. Written by: ringside check --update\n"
                + "version: 1\n"
                + "runs:\n");
    for (Recording recording : recordings) {
      Entry e = Entry.of(recording);
      text.append("  ").append(recording.scenario().variant()).append(":\n");
      text.append("    hash: \"").append(e.hash()).append("\"\n");
      text.append("    ticks: ").append(e.ticks()).append('\n');
      text.append("    end: ").append(e.end()).append('\n');
      text.append("    events: {");
      String separator = "";
      for (Map.Entry<String, Integer> count : e.events().entrySet()) {
        text.append(separator).append(count.getKey()).append(": ").append(count.getValue());
        separator = ", ";
      }
      text.append("}\n");
      text.append("    state: \"").append(e.state()).append("\"\n");
      text.append("    digest: \"").append(e.digest()).append("\"\n");
    }
    try {
      Files.writeString(folder.resolve(FILE), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
