package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A value of a YAML file, and where it stands in it. */
public sealed interface YamlNode {

  SourceLocation location();

  /** The same value as JSON, for the schema. */
  JsonNode json();

  /** How a scalar was written; decides where its first character stands. */
  enum Style {
    PLAIN,
    QUOTED,
    BLOCK
  }

  /**
   * A string, number, boolean or null.
   *
   * @param value {@link String}, {@link Long}, {@link java.math.BigInteger}, {@link Double}, {@link
   *     Boolean} or null
   * @param text as written, without quotes
   */
  record Scalar(SourceLocation location, Style style, @Nullable Object value, String text)
      implements YamlNode {

    /** Where a character of the text stands in the file; both 1-based, escapes not counted. */
    public SourceLocation at(int line, int column) {
      return switch (style) {
        case PLAIN ->
            new SourceLocation(location.file(), location.line(), location.column() + column - 1);
        case QUOTED ->
            new SourceLocation(location.file(), location.line(), location.column() + column);
        case BLOCK -> new SourceLocation(location.file(), location.line() + line, 0);
      };
    }

    @Override
    public JsonNode json() {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      return switch (value) {
        case null -> nodes.nullNode();
        case Long l -> nodes.numberNode(l);
        case java.math.BigInteger b -> nodes.numberNode(b);
        case Double d -> nodes.numberNode(d);
        case Boolean b -> nodes.booleanNode(b);
        default -> nodes.stringNode(text);
      };
    }
  }

  /** A list. */
  record Sequence(SourceLocation location, List<YamlNode> items) implements YamlNode {
    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> array.add(item.json()));
      return array;
    }
  }

  /** A mapping, in file order. */
  record Mapping(SourceLocation location, Map<String, Entry> entries) implements YamlNode {
    /** A key's place and its value. */
    public record Entry(SourceLocation keyLocation, YamlNode value) {}

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().json()));
      return object;
    }
  }

  /** The value of a key, where this is a mapping that has it. */
  default Optional<YamlNode> get(String key) {
    return this instanceof Mapping m && m.entries().get(key) instanceof Mapping.Entry entry
        ? Optional.of(entry.value())
        : Optional.empty();
  }

  /** The items of a list under a key; empty where there is none. */
  default List<YamlNode> list(String key) {
    return get(key).map(YamlNode::items).orElse(List.of());
  }

  /** The items, where this is a list; else itself alone. */
  default List<YamlNode> items() {
    return this instanceof Sequence(SourceLocation where, List<YamlNode> items)
        ? items
        : List.of(this);
  }

  /** Keys and values of a mapping under a key, in file order; empty where there is none. */
  default Map<String, YamlNode> map(String key) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    if (get(key).orElse(null) instanceof Mapping m) {
      m.entries().forEach((k, entry) -> values.put(k, entry.value()));
    }
    return values;
  }

  /** The scalar's text under a key. */
  default Optional<String> text(String key) {
    return get(key).map(YamlNode::text);
  }

  /** The texts of a list under a key. */
  default List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    list(key).forEach(node -> texts.add(node.text()));
    return texts;
  }

  /** The text of a scalar; empty for anything else. */
  default String text() {
    return this instanceof Scalar s ? s.text() : "";
  }

  /** The whole number under a key. */
  default Optional<Long> number(String key) {
    return get(key)
        .map(n -> n instanceof Scalar s ? s.value() : null)
        .map(v -> v instanceof Number n ? n.longValue() : null);
  }

  /** The boolean under a key. */
  default Optional<Boolean> flag(String key) {
    return get(key)
        .map(n -> n instanceof Scalar s ? s.value() : null)
        .map(v -> v instanceof Boolean b ? b : null);
  }
}
