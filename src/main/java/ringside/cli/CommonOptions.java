package ringside.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
  @Option(names = "--json", description = "Print the result as one JSON object.")
  boolean json;

  @Option(
      names = "--lang",
      paramLabel = "ko|en",
      description = "Language of messages; that of the system if not given.")
  @Nullable String language;

  Locale locale() {
    return language == null ? Locale.getDefault() : Locale.of(language);
  }
}
