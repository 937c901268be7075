package ringside.lab.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ringside.emulator.machine.Board;
import ringside.emulator.machine.Preset;
import ringside.lab.scenario.Scenario.Boot;
import ringside.lab.scenario.Scenario.Check;
import ringside.lab.scenario.Scenario.Check.Expectation;
import ringside.lab.scenario.Scenario.Entry;
import ringside.lab.scenario.Scenario.Input;
import ringside.lab.scenario.Scenario.Lane;
import ringside.lab.scenario.Scenario.Limits;
import ringside.lab.scenario.Scenario.MachineSpec;
import ringside.lab.scenario.Scenario.Prediction;
import ringside.lab.scenario.Scenario.Prediction.Ask;
import ringside.lab.scenario.Scenario.Prediction.Option;
import ringside.lab.scenario.Scenario.Probe;
import ringside.lab.scenario.Scenario.Program;
import ringside.lab.scenario.Scenario.Region;
import ringside.lab.scenario.Scenario.Source;
import ringside.lab.scenario.Scenario.Step;
import ringside.lab.scenario.Scenario.Variant;
import ringside.lab.scenario.YamlNode.Scalar;

/** Turns a {@code scenario.yaml} into a {@link Scenario}, or into diagnostics. */
public final class ScenarioReader {
  /** The file of a scenario's folder that makes it one. */
  public static final String FILE = "scenario.yaml";

  private static final long DEFAULT_MEMORY = 16L << 20;
  private static final long DEFAULT_OUTPUT = 64L << 10;

  /** Built once: compiling a schema costs more than validating with it. */
  private static final class Holder {
    static final SchemaValidator SCHEMA =
        SchemaValidator.of(ScenarioReader.class, "scenario.schema.json");
  }

  private ScenarioReader() {}

  /** The scenario of a folder; empty where it cannot be understood. */
  public static Optional<Scenario> read(ScenarioFolder folder, Diagnostics diagnostics) {
    return folder
        .read(FILE, SourceLocation.of(FILE), diagnostics)
        .flatMap(text -> YamlReader.read(FILE, text, diagnostics))
        .flatMap(root -> scenario(folder.slug(), root, diagnostics));
  }

  private static Optional<Scenario> scenario(String slug, YamlNode root, Diagnostics diagnostics) {
    Holder.SCHEMA.validate(root, diagnostics);
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    Scenario scenario =
        new Scenario(
            slug,
            root.text("uuid").orElse(""),
            root.text("difficulty").orElse("medium"),
            root.text("time").map(t -> Integer.parseInt(t.substring(0, t.length() - 1))).orElse(0),
            root.texts("prerequisites"),
            each(root, "sources", ScenarioReader::source),
            machine(root.get("machine").orElse(root), Optional.empty()),
            each(root, "programs", ScenarioReader::program),
            each(root, "map", ScenarioReader::region),
            root.get("entry")
                .map(e -> new Entry(scalar(e, "at"), e.number("stack").orElse(null)))
                .orElse(new Entry(null, null)),
            each(root, "lanes", ScenarioReader::lane),
            each(root, "probes", ScenarioReader::probe),
            each(root, "inputs", ScenarioReader::input),
            root.get("limits")
                .map(n ->
                    new Limits(
                        n.number("instructions").orElse(1L),
                        n.get("output").map(ScenarioReader::size).orElse(DEFAULT_OUTPUT)))
                .orElseThrow(),
            scalar(root, "until"),
            each(root, "variants", ScenarioReader::variant),
            each(root, "steps", ScenarioReader::step),
            each(root, "predictions", ScenarioReader::prediction),
            each(root, "checks", ScenarioReader::check));
    new ScenarioRules(scenario, diagnostics).check();
    return Optional.of(scenario);
  }

  private static Source source(YamlNode n) {
    return new Source(
        n.text("id").orElse(""), n.text("section").orElse(""), n.text("stance").orElse(""));
  }

  /** A machine; what {@code node} does not say is as in {@code base}. */
  static MachineSpec machine(YamlNode node, Optional<MachineSpec> base) {
    Boot booted = node.get("boot").map(ScenarioReader::boot).orElse(null);
    Optional<String> preset = node.text("preset");
    Boot boot =
        booted == null && preset.isEmpty() ? base.map(MachineSpec::boot).orElse(null) : booted;
    return new MachineSpec(
        node.text("cpu").or(() -> base.map(MachineSpec::cpu)).orElse(""),
        node.get("memory")
            .map(ScenarioReader::size)
            .or(() -> base.map(MachineSpec::memory))
            .orElse(DEFAULT_MEMORY),
        boot != null ? Preset.REAL.id() : preset.or(() -> base.map(MachineSpec::preset)).orElse(""),
        boot,
        node.get("features").isPresent()
            ? node.texts("features")
            : base.map(MachineSpec::features).orElse(List.of()),
        node.get("without").isPresent()
            ? node.texts("without")
            : base.map(MachineSpec::without).orElse(List.of()),
        node.number("seed").or(() -> base.map(MachineSpec::seed)).orElse(0L),
        node.location());
  }

  private static Boot boot(YamlNode n) {
    return new Boot(
        n.text("board").orElse(Board.Kind.PC.id()),
        Boot.Medium.valueOf(n.text("from").orElse("").toUpperCase(Locale.ROOT)),
        required(n, "image"),
        n.text("append").orElse(""),
        each(
            n,
            "modules",
            m -> new Boot.Module(required(m, "image"), m.text("arguments").orElse(""))));
  }

  private static Program program(YamlNode n) {
    return new Program(
        id(n),
        n.text("file").orElse(""),
        n.number("at").orElse(0L),
        n.text("lane").orElse(""),
        ring(n),
        n.location(),
        variants(n));
  }

  private static Region region(YamlNode n) {
    return new Region(
        id(n),
        n.number("at").orElse(0L),
        n.get("size").map(ScenarioReader::size).orElse(0L),
        ring(n),
        n.flag("write").orElse(true),
        n.location(),
        variants(n));
  }

  private static Lane lane(YamlNode n) {
    return new Lane(
        id(n),
        n.text("domain").orElse(""),
        ring(n),
        n.flag("root").orElse(null),
        scalar(n, "when"),
        n.text("of").orElse(null),
        n.location(),
        variants(n));
  }

  private static Probe probe(YamlNode n) {
    return new Probe(
        required(n, "at"),
        scalar(n, "when"),
        n.text("event").orElse(""),
        scalar(n, "name"),
        scalars(n, "args"),
        scalarMap(n, "fields"),
        n.location(),
        variants(n));
  }

  private static Input input(YamlNode n) {
    return new Input(
        n.number("at").orElse(0L), n.text("text").orElse(""), n.location(), variants(n));
  }

  private static Variant variant(YamlNode n) {
    Map<String, String> defines = new LinkedHashMap<>();
    n.map("defines").forEach((name, value) -> defines.put(name, value.text()));
    return new Variant(id(n), defines, n, n.location());
  }

  private static Step step(YamlNode n) {
    return new Step(
        id(n),
        required(n, "when"),
        n.number("nth").map(Long::intValue).orElse(1),
        scalars(n, "highlight"),
        n.location(),
        variants(n));
  }

  private static Prediction prediction(YamlNode n) {
    Ask ask =
        Ask.valueOf(n.text("ask").orElse("choice").toUpperCase(Locale.ROOT).replace('-', '_'));
    return new Prediction(
        id(n),
        scalar(n, "before"),
        scalar(n, "when"),
        ask,
        scalar(n, "of"),
        each(n, "options", o -> new Option(id(o), scalar(o, "when"))),
        n.location(),
        variants(n));
  }

  private static Check check(YamlNode n) {
    YamlNode e = n.get("expect").orElse(n);
    Map<Scalar, Integer> events = new LinkedHashMap<>();
    if (e.get("events").orElse(null) instanceof YamlNode.Mapping m) {
      m.entries()
          .forEach((key, entry) ->
              events.put(
                  new Scalar(entry.keyLocation(), YamlNode.Style.PLAIN, key, key),
                  Integer.parseInt(entry.value().text())));
    }
    return new Check(
        id(n),
        scalar(n, "at"),
        n.number("nth").map(Long::intValue),
        scalar(n, "from"),
        scalar(n, "until"),
        n.number("times").map(Long::intValue),
        n.number("points").map(Long::intValue).orElse(1),
        new Expectation(
            scalar(e, "console"),
            scalar(e, "end"),
            events,
            scalars(e, "order"),
            scalars(e, "sequence"),
            scalarMap(e, "registers"),
            scalars(e, "that"),
            scalar(e, "always"),
            scalar(e, "never")),
        n.location(),
        variants(n));
  }

  private static String id(YamlNode n) {
    return n.text("id").orElse("");
  }

  private static int ring(YamlNode n) {
    return n.number("ring").map(Long::intValue).orElse(0);
  }

  private static Set<String> variants(YamlNode n) {
    return Set.copyOf(n.texts("variants"));
  }

  private static @Nullable Scalar scalar(YamlNode n, String key) {
    return n.get(key).orElse(null) instanceof Scalar s ? s : null;
  }

  private static Scalar required(YamlNode n, String key) {
    return (Scalar) n.get(key).orElseThrow();
  }

  private static List<Scalar> scalars(YamlNode n, String key) {
    return n.list(key).stream().map(Scalar.class::cast).toList();
  }

  private static Map<String, Scalar> scalarMap(YamlNode n, String key) {
    Map<String, Scalar> values = new LinkedHashMap<>();
    n.map(key).forEach((name, value) -> values.put(name, (Scalar) value));
    return values;
  }

  private static <T> List<T> each(YamlNode n, String key, Function<YamlNode, T> make) {
    return n.list(key).stream().map(make).toList();
  }

  /** Bytes of {@code 4096}, {@code 64K} or {@code 16M}. */
  private static long size(YamlNode node) {
    if (node instanceof Scalar s && s.value() instanceof Number n) {
      return n.longValue();
    }
    String text = node.text();
    String digits = text.replaceAll("[KM]$", "");
    int shift = text.endsWith("K") ? 10 : text.endsWith("M") ? 20 : 0;
    return Long.parseLong(digits) << shift;
  }
}
