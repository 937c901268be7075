package ringside.course.lesson;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.node.FencedCodeBlock;
import ringside.course.lesson.Lesson.Block;
import ringside.course.lesson.Lesson.Block.Quiz.Option;
import ringside.course.lesson.Lesson.ScenarioRef;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.SafeMarkdown;
import ringside.lab.scenario.SchemaValidator;
import ringside.lab.scenario.SourceLocation;
import ringside.lab.scenario.Suggestions;
import ringside.lab.scenario.YamlNode;
import ringside.lab.scenario.YamlReader;

/** Fenced blocks whose info string is the name of a directive, with YAML inside. */
final class Directives {
  private static final List<String> NAMES =
      List.of("scenario", "predict", "quiz", "misconception", "compare");

  /** Compiled once. */
  private static final class Holder {
    static final SchemaValidator SCHEMA =
        SchemaValidator.of(Directives.class, "directives.schema.json");
  }

  private Directives() {}

  /** Whether a fence is a directive; a name that is nearly one is a diagnostic. */
  static boolean isDirective(FencedCodeBlock fence, SourceLocation where, Diagnostics diagnostics) {
    String info = info(fence);
    if (NAMES.contains(info)) {
      return true;
    }
    Suggestions.nearest(info, NAMES)
        .ifPresent(near ->
            diagnostics.add(
                DiagnosticCode.LESSON_UNKNOWN_DIRECTIVE, where, "name", info, "suggestion", near));
    return false;
  }

  private static String info(FencedCodeBlock fence) {
    return fence.getInfo() == null ? "" : fence.getInfo().strip();
  }

  /** The block of a directive; empty where it is wrong. */
  static Optional<Block> read(
      FencedCodeBlock fence, SourceLocation where, Diagnostics diagnostics) {
    String name = info(fence);
    SourceLocation origin = new SourceLocation(where.file(), where.line() + 1, 1);
    Optional<YamlNode> node =
        YamlReader.read(where.file(), fence.getLiteral(), origin, diagnostics);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    YamlNode wrapped =
        new YamlNode.Mapping(where, Map.of(name, new YamlNode.Mapping.Entry(where, node.get())));
    Diagnostics own = new Diagnostics();
    Holder.SCHEMA.validate(wrapped, own);
    diagnostics.addAll(own.list());
    return own.hasErrors() ? Optional.empty() : block(name, node.get(), where, diagnostics);
  }

  private static Optional<Block> block(
      String name, YamlNode n, SourceLocation where, Diagnostics diagnostics) {
    Words words = new Words(where.file(), diagnostics);
    return switch (name) {
      case "scenario" ->
          Optional.of(
              new Block.RunScenario(
                  ref(n, "slug"),
                  n.text("from"),
                  n.text("until"),
                  n.text("layout").orElse("first-contact")));
      case "predict" ->
          Optional.of(new Block.Predict(ref(n, "scenario"), n.text("prediction").orElse("")));
      case "quiz" -> quiz(n, words, where, diagnostics);
      case "misconception" ->
          Optional.of(
              new Block.Misconception(
                  n.text("id").orElse(""),
                  words.html(n, "belief"),
                  words.html(n, "truth"),
                  n.text("scenario").map(s -> ref(n, "scenario")),
                  n.text("step")));
      default ->
          Optional.of(
              new Block.Compare(
                  ref(n.get("a").orElse(n), "scenario"),
                  ref(n.get("b").orElse(n), "scenario"),
                  n.text("note").map(words::html)));
    };
  }

  private static Optional<Block> quiz(
      YamlNode n, Words words, SourceLocation where, Diagnostics diagnostics) {
    String id = n.text("id").orElse("");
    List<Option> options =
        n.list("options").stream()
            .map(o ->
                new Option(
                    o.text("id").orElse(""),
                    words.html(o, "text"),
                    o.flag("correct").orElse(false),
                    o.text("why").map(words::html)))
            .toList();
    long right = options.stream().filter(Option::correct).count();
    if (right != 1) {
      diagnostics.add(DiagnosticCode.QUIZ_ANSWER, where, "id", id, "count", right);
      return Optional.empty();
    }
    return Optional.of(new Block.Quiz(id, words.html(n, "question"), options));
  }

  private static ScenarioRef ref(YamlNode n, String key) {
    return new ScenarioRef(n.text(key).orElse(""), n.text("variant"));
  }

  /** Words in YAML are Markdown too. */
  private record Words(String file, Diagnostics diagnostics) {
    String html(YamlNode n, String key) {
      return html(n.text(key).orElse(""));
    }

    String html(String text) {
      return SafeMarkdown.inline(SafeMarkdown.blocks(file, text, diagnostics));
    }
  }
}
