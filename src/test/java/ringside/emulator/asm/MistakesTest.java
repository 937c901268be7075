package ringside.emulator.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every source of {@code mistakes/} says behind a line which diagnostics it must get, and where.
 */
class MistakesTest {
  private static final Pattern EXPECTED = Pattern.compile("([a-z0-9-]+@\\d+\\+\\d+)");

  static List<Path> sources() {
    return Corpus.sources("mistakes");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void allMistakesAreFoundInOneRun(Path source) throws Exception {
    TreeSet<String> expected = new TreeSet<>();
    List<String> lines = Files.readAllLines(source);
    for (int i = 0; i < lines.size(); i++) {
      int comment = lines.get(i).indexOf(";!");
      Matcher matcher = EXPECTED.matcher(comment < 0 ? "" : lines.get(i).substring(comment));
      while (matcher.find()) {
        expected.add("%4d %s".formatted(i + 1, matcher.group()));
      }
    }

    TreeSet<String> found = new TreeSet<>();
    for (Diagnostic each : Corpus.assemble(source).diagnostics()) {
      SourceRange range = each.range();
      found.add(
          "%4d %s@%d+%d".formatted(range.line(), each.code().id(), range.column(), range.length()));
    }

    assertEquals(String.join("\n", expected), String.join("\n", found));
  }

  @ParameterizedTest
  @EnumSource(DiagnosticCode.class)
  void everyCodeHasItsTextsInBothLanguages(DiagnosticCode code) {
    List<String> arguments = List.of("first", "second", "third", "fourth");
    Diagnostic diagnostic =
        new Diagnostic(
            code,
            Diagnostic.Severity.ERROR,
            new SourceRange("a.asm", 3, 7, 2),
            arguments,
            List.of(),
            null);
    for (Locale locale : List.of(Locale.ENGLISH, Locale.KOREAN)) {
      String line = diagnostic.line(locale);
      assertTrue(line.startsWith(code.id() + " · a.asm:3:7 · "), line);
      assertEquals(5, line.split(" · ").length, line);
      assertFalse(line.contains("{"), line);
    }
    assertFalse(diagnostic.why(Locale.KOREAN).equals(diagnostic.why(Locale.ENGLISH)));
  }

  @Test
  void aMistakeInAMacroNamesTheCallAndTheName() {
    String source = "%macro m 1\n mov eax, %1\n%endmacro\n bits 64\nstart: m rbx\n jmp strat\n";
    List<Diagnostic> found =
        Corpus.ASSEMBLER.assemble("m.asm", Corpus.memory("m.asm", source)).diagnostics();

    assertEquals(2, found.size());
    assertTrue(found.getFirst().where(Locale.ENGLISH).contains("m.asm:5:8"));
    assertEquals(List.of("start"), found.getLast().suggestions());
    assertTrue(found.getLast().fix(Locale.KOREAN).contains("start"));
  }
}
