package ringside.lab.introspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.svm.ExitCode;
import ringside.emulator.trace.TraceEvent.VmExit;
import ringside.emulator.trace.TraceEvent.VmExit.Technology;
import ringside.emulator.vmx.ExitReason;
import ringside.lab.introspect.ExitExplanation.BitField;
import ringside.lab.introspect.ExitExplanation.Phrase;
import ringside.lab.recording.wire.WireJson;

/** Exits in words, rendered with the player's own texts. */
class ExitExplanationTest {
  private static final Map<String, String> ENGLISH = texts("en");
  private static final Map<String, String> KOREAN = texts("ko");
  private static final Pattern PARAMETER = Pattern.compile("\\{\\+?(\\w+)(?::[^}]+)?}");

  @SuppressWarnings("unchecked")
  private static Map<String, String> texts(String language) {
    try {
      Path file = Path.of("frontend/player/i18n", language + ".json");
      return WireJson.read(Files.readAllBytes(file), Map.class);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<List<String>> rows() throws IOException {
    try (InputStream in = ExitExplanationTest.class.getResourceAsStream("exits.txt")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
              .toList()
              .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatHappened(List<String> row) {
    ExitExplanation explanation = ExitExplanation.of(exit(row));

    assertEquals(row.get(6), ENGLISH.get(explanation.reason()));
    assertEquals(
        row.get(7),
        explanation.says().stream()
            .map(phrase -> render(ENGLISH, phrase))
            .collect(Collectors.joining(", ")));
    for (Phrase phrase : explanation.says()) {
      assertEquals(parameters(ENGLISH.get(phrase.key())), parameters(KOREAN.get(phrase.key())));
    }
    for (BitField bits : explanation.bits()) {
      if (bits.meaning() != null) {
        assertThat(ENGLISH).containsKey("qual." + bits.meaning());
        assertThat(KOREAN).containsKey("qual." + bits.meaning());
      }
    }
    assertThat(ENGLISH).containsKey("exit.cause." + explanation.cause());
    assertThat(KOREAN).containsKey("exit.cause." + explanation.cause());
  }

  /** No bit of a qualification is told twice, and none that is set is left out. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void bitsCoverTheQualification(List<String> row) {
    VmExit exit = exit(row);
    List<BitField> bits = ExitExplanation.of(exit).bits();
    if (bits.isEmpty()) {
      return;
    }
    long told = 0;
    for (BitField field : bits) {
      long mask = (1L << field.high() - field.low() + 1) - 1 << field.low();
      assertEquals(0, told & mask, "bits told twice");
      assertEquals(
          (exit.qualification() & mask) >>> field.low(), Long.parseLong(field.value(), 16));
      told |= mask;
    }
    assertEquals(0, exit.qualification() & ~told, "bits left out");
  }

  @Test
  void everyReasonHasAName() {
    List<VmExit> exits = new ArrayList<>();
    for (ExitReason reason : ExitReason.values()) {
      exits.add(plain(Technology.VMX, reason.number()));
    }
    for (int code = 0; code < ExitCode.INTERCEPTS; code++) {
      if (!ExitCode.name(code).equals(Integer.toHexString(code))) {
        exits.add(plain(Technology.SVM, code));
      }
    }
    exits.add(plain(Technology.SVM, ExitCode.NPF));
    exits.add(plain(Technology.SVM, ExitCode.INVALID));
    for (VmExit exit : exits) {
      String key = ExitExplanation.of(exit).reason();
      assertThat(ENGLISH).containsKey(key);
      assertThat(KOREAN).containsKey(key);
    }
  }

  private static VmExit plain(Technology technology, long reason) {
    return new VmExit(technology, reason, "", 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static VmExit exit(List<String> row) {
    String reason = row.get(0).substring(4);
    return new VmExit(
        row.get(0).startsWith("vmx") ? Technology.VMX : Technology.SVM,
        reason.equals("-1") ? -1 : number(reason),
        "",
        number(row.get(1)),
        number(row.get(2)),
        number(row.get(3)),
        0,
        number(row.get(4)),
        number(row.get(5)),
        0,
        0);
  }

  private static long number(String hex) {
    return hex.isEmpty() ? 0 : Long.parseUnsignedLong(hex, 16);
  }

  private static String render(Map<String, String> texts, Phrase phrase) {
    String text = texts.get(phrase.key());
    assertNotNull(text, phrase.key());
    return PARAMETER
        .matcher(text)
        .replaceAll(match ->
            java.util.Objects.requireNonNull(
                phrase.with().get(match.group(1)), () -> phrase + " lacks " + match.group(1)));
  }

  private static Set<String> parameters(String text) {
    Set<String> names = new HashSet<>();
    PARAMETER.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }
}
