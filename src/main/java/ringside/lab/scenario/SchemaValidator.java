package ringside.lab.scenario;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Compares a YAML tree with a JSON Schema and says in an author's words what does not fit. */
public final class SchemaValidator {
  private final Schema schema;

  private SchemaValidator(Schema schema) {
    this.schema = schema;
  }

  /** The schema of a resource beside {@code owner}. */
  public static SchemaValidator of(Class<?> owner, String resource) {
    try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(resource), resource)) {
      return new SchemaValidator(
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(in, InputFormat.JSON));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a diagnostic for everything that does not fit. */
  public void validate(YamlNode root, Diagnostics diagnostics) {
    for (Error error : schema.validate(root.json())) {
      report(error, root, diagnostics);
    }
  }

  private void report(Error error, YamlNode root, Diagnostics diagnostics) {
    YamlNode node = root;
    String name = "";
    NodePath path = error.getInstanceLocation();
    for (int i = 0; i < path.getNameCount(); i++) {
      Object element = path.getElement(i);
      if (element instanceof Integer index) {
        node = node.items().get(index);
      } else {
        name = element.toString();
        node = node.get(name).orElse(node);
      }
    }
    SourceLocation where = node.location();
    JsonNode rule = error.getSchemaNode();
    switch (error.getKeyword()) {
      case "additionalProperties" -> unknownKey(error, node, diagnostics);
      case "required" ->
          diagnostics.add(
              DiagnosticCode.MISSING_KEY, where, "key", error.getProperty(), "in", label(name));
      case "type" ->
          diagnostics.add(
              DiagnosticCode.WRONG_TYPE,
              where,
              "key",
              label(name),
              "expected",
              words(rule),
              "found",
              describe(node));
      case "enum", "const" ->
          diagnostics.add(
              DiagnosticCode.NOT_ONE_OF,
              where,
              "key",
              label(name),
              "value",
              shorten(node.text()),
              "allowed",
              words(rule),
              "suggestion",
              Suggestions.nearest(node.text(), List.of(words(rule).split(", ")))
                  .orElse(words(rule)));
      case "pattern" ->
          diagnostics.add(
              DiagnosticCode.BAD_FORM,
              where,
              "key",
              label(name),
              "value",
              shorten(node.text()),
              "form",
              rule.asString());
      case "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties" ->
          diagnostics.add(
              DiagnosticCode.OUT_OF_RANGE,
              where,
              "key",
              label(name),
              "rule",
              error.getKeyword(),
              "limit",
              rule.asString());
      default ->
          diagnostics.add(
              DiagnosticCode.SCHEMA, where, "key", label(name), "problem", error.getMessage());
    }
  }

  private void unknownKey(Error error, YamlNode node, Diagnostics diagnostics) {
    String key = error.getProperty();
    SourceLocation where =
        node instanceof YamlNode.Mapping m && m.entries().get(key) != null
            ? Objects.requireNonNull(m.entries().get(key)).keyLocation()
            : node.location();
    List<String> known = known(error);
    diagnostics.add(
        DiagnosticCode.UNKNOWN_KEY,
        where,
        "key",
        key,
        "suggestion",
        Suggestions.nearest(key, known).orElse(String.join(", ", known)));
  }

  /** The keys that the object's own schema knows; its place is one above the failed keyword. */
  private List<String> known(Error error) {
    JsonNode owner = schema.getSchemaNode();
    NodePath path = error.getSchemaLocation().getFragment();
    for (int i = 0; i < path.getNameCount() - 1; i++) {
      owner =
          path.getElement(i) instanceof Integer index
              ? owner.path(index)
              : owner.path(path.getName(i));
    }
    return List.copyOf(owner.path("properties").propertyNames());
  }

  private static String words(JsonNode rule) {
    List<String> names = new ArrayList<>();
    if (rule.isArray()) {
      rule.forEach(n -> names.add(n.asString()));
    } else {
      names.add(rule.asString());
    }
    return String.join(", ", names);
  }

  private static String describe(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping m -> "object";
      case YamlNode.Sequence s -> "array";
      case YamlNode.Scalar s ->
          switch (s.value()) {
            case null -> "null";
            case Long l -> "integer " + l;
            case Number n -> "number " + n;
            case Boolean b -> "boolean " + b;
            default -> "string \"" + shorten(s.text()) + "\"";
          };
    };
  }

  private static String label(String name) {
    return name.isEmpty() ? "scenario" : name;
  }

  private static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
