package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import ringside.lab.scenario.YamlNode.Mapping;
import ringside.lab.scenario.YamlNode.Scalar;
import ringside.lab.scenario.YamlNode.Sequence;
import ringside.lab.scenario.YamlNode.Style;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into a tree that knows the place of every value.
 *
 * <p>Authors are not trusted: anchors and aliases are refused, and so are more than {@value
 * #MAX_DEPTH} levels and keys that are there twice.
 */
public final class YamlReader {
  private static final int MAX_DEPTH = 24;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .loadSettings(
              LoadSettings.builder()
                  .setCodePointLimit(ScenarioFolder.MAX_TEXT_BYTES)
                  .setUseMarks(true)
                  .build())
          .build();

  /** How the parser says that a key is there twice. */
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\".*");

  /** The parser leaves hexadecimal numbers to us. */
  private static final Pattern HEX = Pattern.compile("0x[0-9A-Fa-f]{1,16}");

  private final String file;
  private final String source;
  private final SourceLocation origin;
  private final Diagnostics diagnostics;

  private YamlReader(String file, String source, SourceLocation origin, Diagnostics diagnostics) {
    this.file = file;
    this.source = source;
    this.origin = origin;
    this.diagnostics = diagnostics;
  }

  /** The document of a file; empty where it cannot be read, and then a diagnostic says why. */
  public static Optional<YamlNode> read(String file, String source, Diagnostics diagnostics) {
    return read(file, source, new SourceLocation(file, 1, 1), diagnostics);
  }

  /**
   * A document inside another file.
   *
   * @param origin where the first character of {@code source} stands
   */
  public static Optional<YamlNode> read(
      String file, String source, SourceLocation origin, Diagnostics diagnostics) {
    return new YamlReader(file, source, origin, diagnostics).document();
  }

  private Optional<YamlNode> document() {
    try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), source)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        diagnostics.add(DiagnosticCode.YAML_EMPTY, SourceLocation.of(file));
        return Optional.empty();
      }
      YamlNode root = value(parser, 0);
      if (parser.nextToken() != null) {
        diagnostics.add(DiagnosticCode.YAML_MANY_DOCUMENTS, location(parser));
        return Optional.empty();
      }
      return Optional.of(root);
    } catch (Refused e) {
      return Optional.empty();
    } catch (JacksonException e) {
      syntax(e);
      return Optional.empty();
    }
  }

  private void syntax(JacksonException e) {
    SourceLocation where =
        e.getLocation() == null ? SourceLocation.of(file) : location(e.getLocation());
    Matcher duplicate = DUPLICATE.matcher(firstLine(e.getOriginalMessage()));
    if (duplicate.matches()) {
      String key = duplicate.group(1);
      int column = Math.max(1, where.column() - key.length());
      diagnostics.add(
          DiagnosticCode.YAML_DUPLICATE_KEY,
          new SourceLocation(file, where.line(), column),
          "key",
          key);
    } else {
      diagnostics.add(
          DiagnosticCode.YAML_SYNTAX, where, "problem", firstLine(e.getOriginalMessage()));
    }
  }

  private YamlNode value(YAMLParser parser, int depth) {
    SourceLocation here = location(parser);
    if (depth > MAX_DEPTH) {
      throw refuse(DiagnosticCode.YAML_DEPTH, here, "limit", MAX_DEPTH);
    }
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw refuse(DiagnosticCode.YAML_ALIAS, here);
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> mapping(parser, here, depth);
      case START_ARRAY -> sequence(parser, here, depth);
      case VALUE_NUMBER_INT -> scalar(parser, here, integer(parser));
      case VALUE_NUMBER_FLOAT -> scalar(parser, here, parser.getDoubleValue());
      case VALUE_TRUE -> scalar(parser, here, true);
      case VALUE_FALSE -> scalar(parser, here, false);
      case VALUE_NULL -> new Scalar(here, Style.PLAIN, null, "");
      default -> scalar(parser, here, parser.getString());
    };
  }

  private static Object integer(YAMLParser parser) {
    return switch (parser.getNumberValue()) {
      case Integer i -> (long) i;
      case Number n -> n;
    };
  }

  private Scalar scalar(YAMLParser parser, SourceLocation here, Object value) {
    long offset = parser.currentTokenLocation().getCharOffset();
    char first = offset >= 0 && offset < source.length() ? source.charAt((int) offset) : ' ';
    Style style =
        switch (first) {
          case '\'', '"' -> Style.QUOTED;
          case '|', '>' -> Style.BLOCK;
          default -> Style.PLAIN;
        };
    String text = parser.getString();
    boolean hex = style == Style.PLAIN && HEX.matcher(text).matches();
    return new Scalar(
        here, style, hex ? (Object) Long.parseUnsignedLong(text.substring(2), 16) : value, text);
  }

  private Sequence sequence(YAMLParser parser, SourceLocation here, int depth) {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser, depth + 1));
    }
    return new Sequence(here, List.copyOf(items));
  }

  private Mapping mapping(YAMLParser parser, SourceLocation here, int depth) {
    Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      SourceLocation keyLocation = location(parser);
      parser.nextToken();
      YamlNode value = value(parser, depth + 1);
      entries.put(key, new Mapping.Entry(keyLocation, value));
    }
    return new Mapping(here, java.util.Collections.unmodifiableMap(entries));
  }

  private SourceLocation location(YAMLParser parser) {
    return location(parser.currentTokenLocation());
  }

  private SourceLocation location(TokenStreamLocation at) {
    int line = Math.max(1, at.getLineNr());
    int column = Math.max(1, at.getColumnNr());
    return new SourceLocation(
        file, origin.line() + line - 1, line == 1 ? origin.column() + column - 1 : column);
  }

  private Refused refuse(DiagnosticCode code, SourceLocation where, Object... arguments) {
    diagnostics.add(code, where, arguments);
    return new Refused();
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  /** Leaves the recursion after a diagnostic was written. */
  private static final class Refused extends RuntimeException {
    Refused() {
      super(null, null, false, false);
    }
  }
}
