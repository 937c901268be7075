package ringside.course.lesson;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import ringside.course.lesson.Lesson.Block;
import ringside.course.lesson.Lesson.Placed;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.SafeMarkdown;
import ringside.lab.scenario.Scenario.Source;
import ringside.lab.scenario.ScenarioFolder;
import ringside.lab.scenario.SchemaValidator;
import ringside.lab.scenario.SourceLocation;
import ringside.lab.scenario.TextReader;
import ringside.lab.scenario.YamlNode;
import ringside.lab.scenario.YamlReader;

/** Reads a lesson's folder: {@code lesson.yaml}, {@code index.en.md}, {@code index.ko.md}. */
public final class LessonReader {
  /** The file that makes a folder a lesson. */
  public static final String FILE = "lesson.yaml";

  /** Compiled once. */
  private static final class Holder {
    static final SchemaValidator SCHEMA =
        SchemaValidator.of(LessonReader.class, "lesson.schema.json");
  }

  private LessonReader() {}

  /** The lesson of a folder; empty where it cannot be understood. */
  public static Optional<Lesson> read(ScenarioFolder folder, Diagnostics diagnostics) {
    Optional<YamlNode> root =
        folder
            .read(FILE, SourceLocation.of(FILE), diagnostics)
            .flatMap(text -> YamlReader.read(FILE, text, diagnostics));
    root.ifPresent(node -> Holder.SCHEMA.validate(node, diagnostics));
    Map<String, Lesson.Text> texts = new LinkedHashMap<>();
    for (String lang : TextReader.LANGUAGES) {
      String file = "index." + lang + ".md";
      folder
          .read(file, SourceLocation.of(file), diagnostics)
          .ifPresent(text -> texts.put(lang, text(file, lang, text, diagnostics)));
    }
    if (diagnostics.hasErrors() || root.isEmpty()) {
      return Optional.empty();
    }
    YamlNode n = root.get();
    return Optional.of(
        new Lesson(
            folder.slug(),
            n.text("uuid").orElse(""),
            n.text("course").orElse(""),
            n.number("order").map(Long::intValue).orElse(1),
            n.text("difficulty").orElse("medium"),
            n.text("time").map(t -> Integer.parseInt(t.substring(0, t.length() - 1))).orElse(0),
            n.texts("prerequisites"),
            n.list("sources").stream()
                .map(s ->
                    new Source(
                        s.text("id").orElse(""),
                        s.text("section").orElse(""),
                        s.text("stance").orElse("")))
                .toList(),
            Collections.unmodifiableMap(texts)));
  }

  private static Lesson.Text text(
      String file, String lang, String source, Diagnostics diagnostics) {
    String title = "";
    String objective = "";
    List<Placed> blocks = new ArrayList<>();
    List<Node> prose = new ArrayList<>();
    for (Node node : SafeMarkdown.blocks(file, source, diagnostics)) {
      SourceLocation where = SafeMarkdown.location(file, node);
      if (node instanceof Heading h && h.getLevel() == 1 && title.isEmpty()) {
        title = SafeMarkdown.plain(h);
      } else if (objective.isEmpty()) {
        objective = SafeMarkdown.plain(node);
      } else if (node instanceof FencedCodeBlock fence
          && Directives.isDirective(fence, where, diagnostics)) {
        flush(file, prose, blocks);
        Directives.read(fence, where, diagnostics)
            .ifPresent(block -> blocks.add(new Placed(where, block)));
      } else {
        prose.add(node);
      }
    }
    flush(file, prose, blocks);
    if (title.isEmpty()) {
      diagnostics.add(DiagnosticCode.TEXT_NO_TITLE, new SourceLocation(file, 1, 1));
    }
    if (objective.isEmpty()) {
      diagnostics.add(DiagnosticCode.TEXT_NO_OBJECTIVE, new SourceLocation(file, 1, 1));
    }
    return new Lesson.Text(lang, title, objective, List.copyOf(blocks));
  }

  private static void flush(String file, List<Node> prose, List<Placed> blocks) {
    if (!prose.isEmpty()) {
      blocks.add(
          new Placed(
              SafeMarkdown.location(file, prose.getFirst()),
              new Block.Html(SafeMarkdown.html(prose))));
      prose.clear();
    }
  }
}
