package ringside.lab.scenario;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of diagnostics, from {@code diagnostics.properties} and its Korean twin. */
final class DiagnosticTexts {
  private static final String BUNDLE = "ringside.lab.scenario.diagnostics";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

  private DiagnosticTexts() {}

  static String render(
      DiagnosticCode code, String part, Locale locale, Map<String, String> arguments) {
    String pattern = bundle(locale).getString(code.id() + "." + part);
    return PLACEHOLDER
        .matcher(pattern)
        .replaceAll(m ->
            Matcher.quoteReplacement(arguments.getOrDefault(m.group(1), "{" + m.group(1) + "}")));
  }

  static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle(
        BUNDLE,
        locale,
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }
}
