package ringside.lab.recording;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;

/** Where a run spent its last ticks: what the author of an endless loop wants to know. */
final class Loop {
  private Loop() {}

  /** Up to {@code places} addresses of the last {@code window} ticks, the most visited first. */
  static List<String> places(TickLog log, BuiltScenario scenario, int window, int places) {
    Map<Long, Integer> visits = new HashMap<>();
    int from = Math.max(0, log.size() - window);
    for (int tick = from; tick < log.size(); tick++) {
      visits.merge(log.rip(tick), 1, Integer::sum);
    }
    return visits.entrySet().stream()
        .sorted(
            Map.Entry.<Long, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(places)
        .map(e ->
            String.format(
                Locale.ROOT,
                "%s, %d of the last %d ticks",
                place(e.getKey(), scenario),
                e.getValue(),
                log.size() - from))
        .toList();
  }

  /** {@code kernel.again+0x4 (src/kernel.asm:12)}. */
  static String place(long address, BuiltScenario scenario) {
    AssembledProgram program = scenario.programAt(address);
    if (program == null) {
      return EventText.wide(address);
    }
    String name = program.program().id();
    long nearest = program.program().at();
    for (Map.Entry<String, Long> symbol : program.symbols().entrySet()) {
      long value = symbol.getValue();
      if (program.contains(value) && value <= address && value >= nearest) {
        nearest = value;
        name = program.program().id() + "." + symbol.getKey();
      }
    }
    String offset = address == nearest ? "" : "+0x" + Long.toHexString(address - nearest);
    AssembledProgram.@Nullable Line line = program.lineAt(address);
    return name + offset + (line == null ? "" : " (" + line.file() + ":" + line.line() + ")");
  }
}
