package ringside.course.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.SafeMarkdown;

/**
 * The author's guide, {@code lessons/guide/authors-guide.*.md}. A fenced block whose info string
 * names a path is a file of the scenario that the guide builds; a block of {@code sh} is what the
 * author types.
 *
 * @param english the guide's Markdown
 * @param korean the same in Korean
 */
public record AuthorsGuide(String english, String korean) {

  /** The guide of a folder {@code lessons}. */
  public static AuthorsGuide read(Path lessons) throws IOException {
    Path folder = lessons.resolve("guide");
    return new AuthorsGuide(
        Files.readString(folder.resolve("authors-guide.en.md")),
        Files.readString(folder.resolve("authors-guide.ko.md")));
  }

  /** HTML for a reader of {@code language}, without anything that could run. */
  public String html(Locale language) {
    return SafeMarkdown.html(blocks(language));
  }

  /** The files that it tells the author to write, by their path in the scenario's folder. */
  public Map<String, String> files(Locale language) {
    var files = new LinkedHashMap<String, String>();
    for (Node block : blocks(language)) {
      if (block instanceof FencedCodeBlock code && code.getInfo().contains(" ")) {
        files.put(code.getInfo().split(" ", 2)[1], code.getLiteral());
      }
    }
    return files;
  }

  /** The commands that it tells the author to type, in order. */
  public List<String> commands(Locale language) {
    return blocks(language).stream()
        .filter(block -> block instanceof FencedCodeBlock code && code.getInfo().equals("sh"))
        .flatMap(block -> ((FencedCodeBlock) block).getLiteral().lines())
        .toList();
  }

  private List<Node> blocks(Locale language) {
    String text = language.getLanguage().equals("ko") ? korean : english;
    return SafeMarkdown.blocks("authors-guide", text, new Diagnostics());
  }
}
