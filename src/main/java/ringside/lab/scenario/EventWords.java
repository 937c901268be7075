package ringside.lab.scenario;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The words of the event grammar, for everyone who has to recognise one in an author's text. */
public final class EventWords {
  /**
   * Field names of each architectural event, as {@link ringside.emulator.trace.TraceEvent} names
   * them; a test compares the two. A one-dimensional WALK has no {@code guestPhysical}.
   */
  public static final Map<String, List<String>> FIELDS =
      Map.ofEntries(
          Map.entry("RING", List.of("from", "to", "via")),
          Map.entry("EXC", List.of("vector", "errorCode", "rip", "cr2")),
          Map.entry("INT", List.of("vector", "gateDpl", "selector", "target")),
          Map.entry("IRQ", List.of("vector", "source")),
          Map.entry("IRET", List.of("via", "from", "to")),
          Map.entry("SYSRET", List.of("via", "from", "to")),
          Map.entry("SYSEXIT", List.of("via", "from", "to")),
          Map.entry("CR", List.of("number", "before", "after")),
          Map.entry("MSR", List.of("index", "write", "before", "after")),
          Map.entry("DT", List.of("table", "selector", "base", "limit")),
          Map.entry("SWAPGS", List.of("before", "after")),
          Map.entry("TLB", List.of("all", "includingGlobal", "linear")),
          Map.entry("WALK", List.of("linear", "references", "guestPhysical", "physical")),
          Map.entry("PIO", List.of("out", "port", "size", "value")),
          Map.entry("MMIO", List.of("write", "physical", "size", "value", "device")),
          Map.entry("HLT", List.of("interruptsEnabled")),
          Map.entry("SHUTDOWN", List.of("reason")),
          Map.entry("DMA", List.of("device", "toMemory", "physical", "length")),
          Map.entry("VMX", List.of("instruction", "operand", "value", "result", "error")),
          Map.entry("VMENTRY", List.of("instruction", "controlBlock", "rip", "injection")),
          Map.entry(
              "VMEXIT",
              List.of(
                  "technology",
                  "reason",
                  "name",
                  "qualification",
                  "information",
                  "linear",
                  "instructionLength",
                  "interruption",
                  "vectoring",
                  "controlBlock",
                  "rip")),
          Map.entry("INJECT", List.of("vector", "type", "errorCode")));

  /** Beginnings of event lines that are not the event's own word: {@code CR3}, {@code LIDT}. */
  private static final Map<String, String> LINE_WORDS =
      Map.of("LGDT", "DT", "LIDT", "DT", "LLDT", "DT", "LTR", "DT");

  /** What every event has beside its own fields. */
  public static final List<String> COMMON = List.of("kind", "text", "lane", "seq", "tick");

  private EventWords() {}

  /** Whether probes may not use the word. */
  public static boolean isArchitectural(String word) {
    return FIELDS.containsKey(word);
  }

  /** The kind of the events whose line begins with a word; empty where there is no such kind. */
  public static String kindOf(String pattern) {
    String word = pattern.split("[ =(]", 2)[0];
    if (isArchitectural(word)) {
      return word;
    }
    if (word.toUpperCase(Locale.ROOT).matches("CR[0-9]")) {
      return "CR";
    }
    return LINE_WORDS.getOrDefault(word, "");
  }

  /** All architectural words. */
  public static List<String> words() {
    return FIELDS.keySet().stream().sorted().toList();
  }

  /**
   * Whether an event's line is what a pattern names: its kind, or its beginning up to the end of a
   * word.
   */
  public static boolean matches(String pattern, String kind, String line) {
    return kind.equals(pattern)
        || (line.startsWith(pattern)
            && (line.length() == pattern.length() || !isWord(line.charAt(pattern.length()))));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c);
  }
}
