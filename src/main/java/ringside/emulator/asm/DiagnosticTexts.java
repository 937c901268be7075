package ringside.emulator.asm;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of diagnostics, from {@code diagnostics.properties} and its Korean twin. */
final class DiagnosticTexts {
  private static final String BUNDLE = "ringside.emulator.asm.diagnostics";

  private DiagnosticTexts() {}

  /** The text {@code key} with its holes filled; arguments such as {@code @memory} are words. */
  static String render(String key, Locale locale, List<String> arguments) {
    ResourceBundle bundle = bundle(locale);
    String text = bundle.getString(key);
    StringBuilder filled = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      boolean hole = text.charAt(i) == '{' && i + 2 < text.length() && text.charAt(i + 2) == '}';
      int index = hole ? text.charAt(i + 1) - '0' : -1;
      if (index >= 0 && index < arguments.size()) {
        filled.append(word(bundle, arguments.get(index)));
        i += 3;
      } else {
        filled.append(text.charAt(i++));
      }
    }
    return filled.toString();
  }

  private static String word(ResourceBundle bundle, String argument) {
    String key = argument.startsWith("@") ? "word." + argument.substring(1) : "";
    return bundle.containsKey(key) ? bundle.getString(key) : argument;
  }

  private static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle(
        BUNDLE,
        locale,
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }
}
