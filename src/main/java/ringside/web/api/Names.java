package ringside.web.api;

import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** What may stand in an address. Anything else is refused before it reaches a file or a table. */
final class Names {
  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+){0,15}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CHUNK = Pattern.compile("[0-9a-z-]{1,64}");
  private static final int LONGEST_SLUG = 64;

  private Names() {}

  static String slug(String text) {
    return check(
        text.length() <= LONGEST_SLUG && SLUG.matcher(text).matches(),
        text,
        "a scenario's name has lower-case letters, digits and single hyphens, 64 at most");
  }

  static String hash(String text) {
    return check(HASH.matcher(text).matches(), text, "a recording is named by 64 hex digits");
  }

  static String chunk(String text) {
    return check(
        CHUNK.matcher(text).matches(),
        text,
        "a chunk is named by the recording that it is part of");
  }

  static Locale language(String text) {
    return Locale.of(
        check(text.equals("en") || text.equals("ko"), text, "texts are in en and in ko"));
  }

  private static String check(boolean good, String text, String rule) {
    if (!good) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, rule);
    }
    return text;
  }
}
