package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.Scenario.Region;
import ringside.lab.scenario.YamlNode.Scalar;

/** Compiles what a scenario says about one of its runs against the programs of that run. */
final class ScenarioBuilder {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*");
  private static final Set<String> MSRS =
      Set.of(
          "EFER",
          "STAR",
          "LSTAR",
          "CSTAR",
          "FMASK",
          "FS_BASE",
          "GS_BASE",
          "KERNEL_GS_BASE",
          "SYSENTER_CS",
          "SYSENTER_ESP",
          "SYSENTER_EIP");

  private final Scenario scenario;
  private final String variant;
  private final List<AssembledProgram> programs;
  private final @Nullable ImageBoot boot;
  private final Diagnostics diagnostics;
  private final Map<String, Long> labels = new HashMap<>();
  private final Expressions expressions;

  private ScenarioBuilder(
      Scenario scenario,
      String variant,
      List<AssembledProgram> programs,
      @Nullable ImageBoot boot,
      Diagnostics diagnostics) {
    this.scenario = scenario;
    this.variant = variant;
    this.programs = programs;
    this.boot = boot;
    this.diagnostics = diagnostics;
    for (AssembledProgram program : programs) {
      labels.put(program.program().id(), program.program().at());
      labels.put(program.program().id() + ".end", program.end());
      program
          .symbols()
          .forEach((name, value) -> {
            if (IDENTIFIER.matcher(name).matches()) {
              labels.put(program.program().id() + "." + name, value);
            }
          });
    }
    for (Region region : Scenario.in(variant, scenario.map())) {
      labels.put(region.id(), region.at());
      labels.put(region.id() + ".end", region.end());
    }
    Set<String> probeFields = new TreeSet<>();
    for (Scenario.Probe probe : Scenario.in(variant, scenario.probes())) {
      probeFields.addAll(List.of("name", "args"));
      probeFields.addAll(probe.fields().keySet());
    }
    this.expressions = new Expressions(labels, probeFields, diagnostics);
  }

  /** The run, or empty where an expression is wrong; then diagnostics say what. */
  static Optional<BuiltScenario> build(
      Scenario scenario,
      String variant,
      List<AssembledProgram> programs,
      @Nullable ImageBoot boot,
      Diagnostics diagnostics) {
    ScenarioBuilder builder = new ScenarioBuilder(scenario, variant, programs, boot, diagnostics);
    builder.imagesFit();
    BuiltScenario built = builder.build();
    return diagnostics.hasErrors() ? Optional.empty() : Optional.of(built);
  }

  private BuiltScenario build() {
    Scalar entry = boot == null ? scenario.entry().at() : null;
    long first = programs.isEmpty() ? 0 : programs.getFirst().program().at();
    return new BuiltScenario(
        scenario,
        variant,
        scenario.machine(variant),
        programs,
        boot,
        Scenario.in(variant, scenario.map()),
        Scenario.in(variant, scenario.inputs()),
        Map.copyOf(labels),
        entry == null ? first : label(entry),
        scenario.entry().stack() instanceof Long stack
            ? OptionalLong.of(stack)
            : OptionalLong.empty(),
        scenario.until() instanceof Scalar until
            ? OptionalLong.of(label(until))
            : OptionalLong.empty(),
        Scenario.in(variant, scenario.lanes()).stream()
            .map(lane -> new BuiltScenario.Lane(lane, condition(lane.when())))
            .toList(),
        Scenario.in(variant, scenario.probes()).stream().map(this::probe).toList(),
        steps(),
        Scenario.in(variant, scenario.predictions()).stream().map(this::prediction).toList(),
        Scenario.in(variant, scenario.checks()).stream().map(this::check).toList());
  }

  private void imagesFit() {
    record Placed(String id, long at, long end, SourceLocation location) {}
    List<Placed> placed = new ArrayList<>();
    for (Region region : Scenario.in(variant, scenario.map())) {
      placed.add(new Placed(region.id(), region.at(), region.end(), region.location()));
    }
    for (AssembledProgram p : programs) {
      Placed image =
          new Placed(p.program().id(), p.program().at(), p.end(), p.program().location());
      if (image.end() > scenario.machine(variant).memory()) {
        diagnostics.add(
            DiagnosticCode.OUTSIDE_MEMORY,
            image.location(),
            "id",
            image.id(),
            "memory",
            Long.toHexString(scenario.machine(variant).memory()));
      }
      for (Placed other : placed) {
        if (image.at() < other.end() && other.at() < image.end()) {
          diagnostics.add(
              DiagnosticCode.OVERLAP,
              image.location(),
              "first",
              other.id(),
              "second",
              image.id(),
              "address",
              Long.toHexString(Math.max(image.at(), other.at())));
        }
      }
      placed.add(image);
    }
  }

  private List<BuiltScenario.Step> steps() {
    List<BuiltScenario.Step> steps = new ArrayList<>();
    for (Scenario.Step step : Scenario.in(variant, scenario.steps())) {
      Optional<Expression> when = expressions.condition(step.when());
      List<BuiltScenario.Highlight> highlights =
          step.highlight().stream().map(this::highlight).filter(Objects::nonNull).toList();
      when.ifPresent(
          w -> steps.add(new BuiltScenario.Step(step, w, parts(step.when()), highlights)));
    }
    return steps;
  }

  private List<Expression> parts(Scalar condition) {
    List<Expression> parts = new ArrayList<>();
    for (String part : Conjunction.parts(condition.text())) {
      expressions
          .condition(new Scalar(condition.location(), condition.style(), part, part))
          .ifPresent(parts::add);
    }
    return List.copyOf(parts);
  }

  private BuiltScenario.@Nullable Highlight highlight(Scalar source) {
    String[] halves = source.text().split(":", 2);
    String kind = halves[0];
    String name = halves[1];
    int nameColumn = kind.length() + 2;
    List<String> known =
        switch (kind) {
          case "reg" -> StateNames.registers();
          case "flag" -> List.copyOf(StateNames.FLAGS.keySet());
          case "msr" -> List.copyOf(MSRS);
          case "lane" ->
              Scenario.in(variant, scenario.lanes()).stream().map(Scenario.Lane::id).toList();
          default -> List.of(name);
        };
    if (!known.contains(name)) {
      diagnostics.add(
          DiagnosticCode.UNKNOWN_NAME,
          source.at(1, nameColumn),
          "sort",
          kind,
          "name",
          name,
          "suggestion",
          Suggestions.nearest(name, known).orElse(String.join(", ", known)));
      return null;
    }
    boolean address = kind.equals("mem") || kind.equals("code");
    return new BuiltScenario.Highlight(
        kind,
        name,
        address
            ? value(new Scalar(source.at(1, nameColumn), YamlNode.Style.PLAIN, name, name))
            : null);
  }

  private BuiltScenario.Probe probe(Scenario.Probe probe) {
    Map<String, Expression> fields = new LinkedHashMap<>();
    probe
        .fields()
        .forEach((name, source) -> expressions.value(source).ifPresent(e -> fields.put(name, e)));
    return new BuiltScenario.Probe(
        probe,
        label(probe.at()),
        condition(probe.when()),
        value(probe.name()),
        probe.args().stream().flatMap(a -> expressions.value(a).stream()).toList(),
        fields);
  }

  private BuiltScenario.Prediction prediction(Scenario.Prediction prediction) {
    return new BuiltScenario.Prediction(
        prediction,
        condition(prediction.when()),
        prediction.options().stream()
            .map(o -> new BuiltScenario.Option(o.id(), condition(o.when())))
            .toList());
  }

  private BuiltScenario.Check check(Scenario.Check check) {
    Map<String, Expression> registers = new LinkedHashMap<>();
    check
        .expect()
        .registers()
        .forEach((name, source) -> {
          if (!StateNames.isRegister(name)) {
            diagnostics.add(
                DiagnosticCode.UNKNOWN_NAME,
                source.location(),
                "sort",
                "register",
                "name",
                name,
                "suggestion",
                Suggestions.nearest(name, StateNames.registers()).orElse("rax, rip, cs"));
          }
          expressions.value(source).ifPresent(e -> registers.put(name, e));
        });
    return new BuiltScenario.Check(
        check,
        moment(check.at()),
        moment(check.from()),
        moment(check.until()),
        registers,
        check.expect().that().stream().flatMap(t -> expressions.condition(t).stream()).toList(),
        condition(check.expect().always()),
        condition(check.expect().never()));
  }

  private @Nullable Expression condition(@Nullable Scalar source) {
    return source == null ? null : expressions.condition(source).orElse(null);
  }

  private @Nullable Expression value(@Nullable Scalar source) {
    return source == null ? null : expressions.value(source).orElse(null);
  }

  /** A moment is a condition, or a label: then it is the moment at which rip reaches it. */
  private @Nullable Expression moment(@Nullable Scalar source) {
    if (source == null || !labels.containsKey(source.text())) {
      return condition(source);
    }
    String reached = "rip == " + source.text();
    return condition(new Scalar(source.location(), source.style(), reached, reached));
  }

  private long label(Scalar source) {
    Long address = labels.get(source.text());
    if (address == null) {
      diagnostics.add(
          DiagnosticCode.UNDEFINED_SYMBOL,
          source.location(),
          "name",
          source.text(),
          "suggestion",
          Suggestions.nearest(source.text(), labels.keySet())
              .orElseGet(() ->
                  String.join(
                      ", ",
                      labels.keySet().stream()
                          .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(source.text()))
                          .sorted()
                          .limit(8)
                          .toList())));
      return 0;
    }
    return address;
  }
}
