package ringside.lab.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What events cost in modelled cycles.
 *
 * @param sources citations by the ids that costs name
 * @param profiles processors, oldest first
 * @param defaults costs of every profile that has none of its own
 * @param charges which event is charged what; the first that fits an event counts
 */
public record CostModel(
    Map<String, String> sources,
    List<Profile> profiles,
    Map<String, Cost> defaults,
    List<Charge> charges) {
  private static final String RESOURCE = "costs.yaml";

  /** A processor and what was published about it. */
  public record Profile(
      String id, String name, int year, String vendor, Map<String, Cost> values) {}

  /**
   * A number of cycles and how it is known.
   *
   * @param source id of a citation; absent only for an assumption
   * @param note the arithmetic or the assumption
   */
  public record Cost(
      double value, Tag tag, @Nullable String source, @Nullable Map<String, String> note) {}

  /** How a value is known. */
  public enum Tag {
    /** Read again in its source. */
    V,
    /** Recalled from its source: shown as approximate. */
    R,
    /** Derived by arithmetic from such values. */
    D,
    /** A model assumption; there is no measurement. */
    E
  }

  /**
   * A rule.
   *
   * @param when fields that the event must have, as text
   * @param cost keys in order of preference
   */
  public record Charge(String event, @Nullable Map<String, String> when, List<String> cost) {
    /** Whether an event with these fields is charged by this rule. */
    public boolean fits(String kind, Map<String, ?> fields) {
      return event.equals(kind)
          && (when == null
              || when.entrySet().stream()
                  .allMatch(e -> e.getValue().equals(String.valueOf(fields.get(e.getKey())))));
    }
  }

  /** The model that Ringside ships. */
  public static CostModel read() {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();
    try (InputStream in = CostModel.class.getResourceAsStream(RESOURCE)) {
      return yaml.readValue(Objects.requireNonNull(in, RESOURCE), CostModel.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model must not contradict itself. */
  public CostModel {
    profiles.forEach(profile -> profile.values().forEach((key, cost) -> check(sources, key, cost)));
    defaults.forEach((key, cost) -> check(sources, key, cost));
    for (Charge charge : charges) {
      if (charge.cost().stream().noneMatch(defaults::containsKey)) {
        throw new IllegalArgumentException("no default among " + charge.cost());
      }
    }
  }

  private static void check(Map<String, String> sources, String key, Cost cost) {
    if (cost.tag() == Tag.E ? cost.note() == null : cost.source() == null) {
      throw new IllegalArgumentException(key + ": an assumption needs a note, a value its source");
    }
    if (cost.source() != null && !sources.containsKey(cost.source())) {
      throw new IllegalArgumentException(key + ": unknown source " + cost.source());
    }
  }

  public Optional<Profile> profile(String id) {
    return profiles.stream().filter(profile -> profile.id().equals(id)).findFirst();
  }

  /** The cost of a key on a processor: its own value, else the assumption. */
  public Cost cost(Profile profile, String key) {
    Cost cost = profile.values().getOrDefault(key, defaults.get(key));
    if (cost == null) {
      throw new IllegalArgumentException(profile.id() + " has no " + key);
    }
    return cost;
  }

  /**
   * What one event is charged on a processor: a published value among the rule's keys, else the
   * assumption. Empty for events that cost nothing of their own.
   */
  public Optional<Cost> charge(Profile profile, String kind, Map<String, ?> fields) {
    return charges.stream()
        .filter(charge -> charge.fits(kind, fields))
        .findFirst()
        .map(charge ->
            charge.cost().stream()
                .map(profile.values()::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() ->
                    charge.cost().stream()
                        .map(defaults::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow()));
  }
}
