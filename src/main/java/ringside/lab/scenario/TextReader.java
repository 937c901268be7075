package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import ringside.lab.scenario.Scenario.Prediction;

/**
 * Reads {@code text.<lang>.md}: a title, the objective, and one section {@code ## kind: id} for
 * everything in the scenario that has words. Sections that are missing, or that nothing asks for,
 * are diagnostics.
 */
public final class TextReader {
  /** The languages that every scenario speaks. */
  public static final List<String> LANGUAGES = List.of("en", "ko");

  private static final Pattern SECTION =
      Pattern.compile("(lane|step|prediction|check|variant):\\s*([a-z][a-z0-9-]*)");
  private static final Pattern OPTION = Pattern.compile("option:\\s*([a-z][a-z0-9-]*)");

  private final Scenario scenario;
  private final String lang;
  private final String file;
  private final Diagnostics diagnostics;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private record Section(String kind, String id, SourceLocation location, List<Node> blocks) {}

  private TextReader(Scenario scenario, String lang, Diagnostics diagnostics) {
    this.scenario = scenario;
    this.lang = lang;
    this.file = "text." + lang + ".md";
    this.diagnostics = diagnostics;
  }

  /** The words of a scenario in a language; empty where there is no such file. */
  public static Optional<ScenarioText> read(
      ScenarioFolder folder, Scenario scenario, String lang, Diagnostics diagnostics) {
    TextReader reader = new TextReader(scenario, lang, diagnostics);
    return folder.read(reader.file, SourceLocation.of(reader.file), diagnostics).map(reader::text);
  }

  private ScenarioText text(String source) {
    List<Node> preamble = new ArrayList<>();
    List<Node> current = preamble;
    String title = "";
    for (Node block : SafeMarkdown.blocks(file, source, diagnostics)) {
      if (block instanceof Heading h && h.getLevel() == 1) {
        title = SafeMarkdown.plain(h);
      } else if (block instanceof Heading h && h.getLevel() == 2) {
        current = section(h);
      } else {
        current.add(block);
      }
    }
    if (title.isEmpty()) {
      diagnostics.add(DiagnosticCode.TEXT_NO_TITLE, new SourceLocation(file, 1, 1));
    }
    if (preamble.isEmpty()) {
      diagnostics.add(DiagnosticCode.TEXT_NO_OBJECTIVE, new SourceLocation(file, 1, 1));
    }
    everySectionIsWanted();
    return new ScenarioText(
        scenario.slug(),
        lang,
        title,
        String.join(" ", preamble.stream().map(SafeMarkdown::plain).toList()),
        plain("lane"),
        steps(),
        predictions(),
        plain("check"),
        plain("variant"));
  }

  private List<Node> section(Heading heading) {
    SourceLocation where = SafeMarkdown.location(file, heading);
    Matcher matcher = SECTION.matcher(SafeMarkdown.plain(heading));
    if (!matcher.matches()) {
      diagnostics.add(
          DiagnosticCode.TEXT_UNKNOWN,
          where,
          "section",
          SafeMarkdown.plain(heading),
          "suggestion",
          "lane: | step: | prediction: | check: | variant:");
      return new ArrayList<>();
    }
    Section section = new Section(matcher.group(1), matcher.group(2), where, new ArrayList<>());
    String key = section.kind() + ": " + section.id();
    if (sections.putIfAbsent(key, section) != null) {
      diagnostics.add(DiagnosticCode.TEXT_DUPLICATE, where, "section", key);
    }
    return section.blocks();
  }

  private Set<String> wanted() {
    Set<String> wanted = new TreeSet<>();
    scenario.lanes().forEach(l -> wanted.add("lane: " + l.id()));
    scenario.steps().forEach(s -> wanted.add("step: " + s.id()));
    scenario.predictions().forEach(p -> wanted.add("prediction: " + p.id()));
    scenario.checks().forEach(c -> wanted.add("check: " + c.id()));
    scenario.variants().forEach(v -> wanted.add("variant: " + v.id()));
    return wanted;
  }

  private void everySectionIsWanted() {
    Set<String> wanted = wanted();
    for (String key : wanted) {
      if (!sections.containsKey(key)) {
        missing(key, SourceLocation.of(file));
      }
    }
    sections.forEach((key, section) -> {
      if (!wanted.contains(key)) {
        diagnostics.add(
            DiagnosticCode.TEXT_UNKNOWN,
            section.location(),
            "section",
            key,
            "suggestion",
            Suggestions.nearest(key, wanted).orElse(String.join(" | ", wanted)));
      }
    });
  }

  private void missing(String what, SourceLocation where) {
    diagnostics.add(DiagnosticCode.TEXT_MISSING, where, "section", what, "lang", lang);
  }

  private Map<String, String> plain(String kind) {
    Map<String, String> words = new LinkedHashMap<>();
    for (Section section : of(kind)) {
      words.put(
          section.id(),
          String.join(" ", section.blocks().stream().map(SafeMarkdown::plain).toList()));
      if (section.blocks().isEmpty()) {
        missing(kind + ": " + section.id(), section.location());
      }
    }
    return words;
  }

  private Map<String, ScenarioText.Step> steps() {
    Map<String, ScenarioText.Step> steps = new LinkedHashMap<>();
    for (Section section : of("step")) {
      List<Node> body = new ArrayList<>(section.blocks());
      String title = "";
      if (!body.isEmpty() && body.getFirst() instanceof Heading h && h.getLevel() == 3) {
        title = SafeMarkdown.plain(h);
        body.removeFirst();
      }
      if (title.isEmpty() || body.isEmpty()) {
        missing("step: " + section.id(), section.location());
      }
      steps.put(section.id(), new ScenarioText.Step(title, SafeMarkdown.html(body)));
    }
    return steps;
  }

  private Map<String, ScenarioText.Prediction> predictions() {
    Map<String, ScenarioText.Prediction> predictions = new LinkedHashMap<>();
    for (Section section : of("prediction")) {
      Map<String, List<Node>> parts = parts(section);
      Map<String, String> options = new LinkedHashMap<>();
      parts.forEach((part, blocks) -> {
        Matcher option = OPTION.matcher(part);
        if (option.matches()) {
          options.put(option.group(1), SafeMarkdown.inline(blocks));
        }
      });
      optionsMatch(section, options.keySet());
      String question = SafeMarkdown.inline(parts.getOrDefault("", List.of()));
      String explanation = SafeMarkdown.html(parts.getOrDefault("explanation", List.of()));
      if (question.isEmpty() || explanation.isEmpty()) {
        missing(
            "prediction: " + section.id() + (question.isEmpty() ? "" : " ### explanation"),
            section.location());
      }
      predictions.put(
          section.id(),
          new ScenarioText.Prediction(
              question,
              options,
              Optional.ofNullable(parts.get("hint")).map(SafeMarkdown::html),
              explanation));
    }
    return predictions;
  }

  private Map<String, List<Node>> parts(Section section) {
    Map<String, List<Node>> parts = new LinkedHashMap<>();
    List<Node> current = new ArrayList<>();
    parts.put("", current);
    for (Node block : section.blocks()) {
      if (block instanceof Heading h && h.getLevel() == 3) {
        String name = SafeMarkdown.plain(h);
        if (!name.equals("hint")
            && !name.equals("explanation")
            && !OPTION.matcher(name).matches()) {
          diagnostics.add(
              DiagnosticCode.TEXT_UNKNOWN,
              SafeMarkdown.location(file, h),
              "section",
              name,
              "suggestion",
              "option: | hint | explanation");
        }
        current = new ArrayList<>();
        parts.put(name, current);
      } else {
        current.add(block);
      }
    }
    return parts;
  }

  private void optionsMatch(Section section, Set<String> worded) {
    Set<String> wanted = new TreeSet<>();
    for (Prediction p : scenario.predictions()) {
      if (p.id().equals(section.id())) {
        p.options().forEach(o -> wanted.add(o.id()));
      }
    }
    wanted.stream()
        .filter(id -> !worded.contains(id))
        .forEach(id ->
            missing("prediction: " + section.id() + " ### option: " + id, section.location()));
    worded.stream()
        .filter(id -> !wanted.contains(id))
        .forEach(id ->
            diagnostics.add(
                DiagnosticCode.TEXT_UNKNOWN,
                section.location(),
                "section",
                "option: " + id,
                "suggestion",
                Suggestions.nearest(id, wanted).orElse(String.join(" | ", wanted))));
  }

  private List<Section> of(String kind) {
    return sections.values().stream().filter(s -> s.kind().equals(kind)).toList();
  }
}
