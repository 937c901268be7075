package ringside.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every diagnostic says what, why and how to mend it, with the same facts in both languages. */
class DiagnosticTextsTest {
  private static final List<String> PARTS = List.of("what", "why", "fix");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

  @ParameterizedTest
  @EnumSource(DiagnosticCode.class)
  void bothLanguagesSayTheSame(DiagnosticCode code) {
    ResourceBundle english = DiagnosticTexts.bundle(Locale.ENGLISH);
    ResourceBundle korean = DiagnosticTexts.bundle(Locale.KOREAN);
    for (String part : PARTS) {
      String key = code.id() + "." + part;
      assertThat(english.getString(key)).as(key).isNotBlank();
      assertThat(placeholders(korean.getString(key)))
          .as(key)
          .isEqualTo(placeholders(english.getString(key)));
    }
    assertThat(korean.getString(code.id() + ".what"))
        .satisfiesAnyOf(
            text -> assertThat(text).containsPattern("[가-힣]"),
            text -> assertThat(text).isEqualTo("{what}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void noTextIsLeftOver(String lang) {
    Set<String> known = new TreeSet<>();
    for (DiagnosticCode code : DiagnosticCode.values()) {
      PARTS.forEach(part -> known.add(code.id() + "." + part));
    }
    assertThat(DiagnosticTexts.bundle(Locale.of(lang)).keySet())
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static Set<String> placeholders(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(m -> m.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
