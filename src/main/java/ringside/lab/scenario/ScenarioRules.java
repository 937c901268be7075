package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.Scenario.Check;
import ringside.lab.scenario.Scenario.Item;
import ringside.lab.scenario.Scenario.Lane;
import ringside.lab.scenario.Scenario.MachineSpec;
import ringside.lab.scenario.Scenario.Prediction;
import ringside.lab.scenario.Scenario.Prediction.Ask;
import ringside.lab.scenario.Scenario.Probe;
import ringside.lab.scenario.Scenario.Program;
import ringside.lab.scenario.Scenario.Region;
import ringside.lab.scenario.Scenario.Step;
import ringside.lab.scenario.Scenario.Variant;
import ringside.lab.scenario.YamlNode.Scalar;

/** What a schema cannot say: names that must exist, be unique, or not collide. */
final class ScenarioRules {
  private static final Pattern DEFINE = Pattern.compile("[A-Z_][A-Z0-9_]{0,47}");
  private static final Set<String> RESERVED =
      Set.of(
          "event",
          "before",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "null",
          "package",
          "return",
          "true",
          "var",
          "void",
          "while");
  private static final long MIN_MEMORY = 1L << 20;
  private static final long MAX_MEMORY = 64L << 20;

  private final Scenario scenario;
  private final Diagnostics diagnostics;
  private final List<String> runs;

  ScenarioRules(Scenario scenario, Diagnostics diagnostics) {
    this.scenario = scenario;
    this.diagnostics = diagnostics;
    this.runs = scenario.runs();
  }

  void check() {
    variants();
    List<List<? extends Item>> lists =
        List.of(
            scenario.programs(),
            scenario.map(),
            scenario.lanes(),
            scenario.probes(),
            scenario.inputs(),
            scenario.steps(),
            scenario.predictions(),
            scenario.checks());
    lists.forEach(list -> list.forEach(this::variantsExist));
    for (String run : runs) {
      unique(run, scenario.programs(), Program::id);
      unique(run, scenario.map(), Region::id);
      unique(run, scenario.lanes(), Lane::id);
      unique(run, scenario.steps(), Step::id);
      unique(run, scenario.predictions(), Prediction::id);
      unique(run, scenario.checks(), Check::id);
      names(run);
      machine(scenario.machine(run));
      ranges(run);
      lanes(run);
      Scenario.in(run, scenario.predictions()).forEach(p -> prediction(run, p));
    }
    scenario.probes().forEach(this::probe);
    scenario.checks().forEach(this::check);
  }

  private void variants() {
    Set<String> seen = new HashSet<>(Set.of(Scenario.BASE));
    for (Variant variant : scenario.variants()) {
      if (!seen.add(variant.id())) {
        diagnostics.add(DiagnosticCode.DUPLICATE_ID, variant.location(), "id", variant.id());
      }
      for (String name : variant.defines().keySet()) {
        if (!DEFINE.matcher(name).matches()) {
          diagnostics.add(
              DiagnosticCode.BAD_FORM,
              variant.location(),
              "key",
              "defines",
              "value",
              name,
              "form",
              DEFINE.pattern());
        }
      }
    }
  }

  private void variantsExist(Item item) {
    for (String variant : item.variants()) {
      if (!runs.contains(variant)) {
        unknown(item.location(), "variant", variant, runs);
      }
    }
  }

  private <T extends Item> void unique(String run, List<T> items, Function<T, String> id) {
    Set<String> seen = new HashSet<>();
    for (T item : Scenario.in(run, items)) {
      if (!seen.add(id.apply(item))) {
        diagnostics.add(DiagnosticCode.DUPLICATE_ID, item.location(), "id", id.apply(item));
      }
    }
  }

  /** Programs and ranges share one name space in expressions, with the processor's names. */
  private void names(String run) {
    Set<String> programs = new HashSet<>();
    Scenario.in(run, scenario.programs()).forEach(p -> programs.add(p.id()));
    for (Region region : Scenario.in(run, scenario.map())) {
      if (programs.contains(region.id())) {
        diagnostics.add(DiagnosticCode.DUPLICATE_ID, region.location(), "id", region.id());
      }
      reserved(region.id(), region.location());
    }
    Scenario.in(run, scenario.programs()).forEach(p -> reserved(p.id(), p.location()));
  }

  private void reserved(String id, SourceLocation where) {
    if (RESERVED.contains(id) || StateNames.isVariable(id)) {
      diagnostics.add(DiagnosticCode.RESERVED_NAME, where, "id", id);
    }
  }

  private void machine(MachineSpec machine) {
    known(machine.location(), "cpu", List.of(machine.cpu()), MachineModels.cpus());
    if (machine.preset().isEmpty()) {
      diagnostics.add(
          DiagnosticCode.MISSING_KEY, machine.location(), "in", "machine", "key", "preset");
    } else {
      known(machine.location(), "preset", List.of(machine.preset()), MachineModels.presets());
    }
    if (machine.boot() == null && scenario.programs().isEmpty()) {
      diagnostics.add(
          DiagnosticCode.MISSING_KEY, machine.location(), "in", "machine", "key", "boot");
    }
    if (machine.boot() != null && scenario.entry().at() instanceof Scalar entry) {
      diagnostics.add(
          DiagnosticCode.ONE_OF_TWO, entry.location(), "first", "entry", "second", "boot");
    }
    known(machine.location(), "feature", machine.features(), MachineModels.features());
    known(machine.location(), "feature", machine.without(), MachineModels.features());
    if (machine.memory() < MIN_MEMORY || machine.memory() > MAX_MEMORY) {
      diagnostics.add(
          DiagnosticCode.OUT_OF_RANGE,
          machine.location(),
          "key",
          "memory",
          "rule",
          "1M <=",
          "limit",
          "memory <= 64M");
    }
  }

  private void known(SourceLocation where, String sort, List<String> names, List<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        unknown(where, sort, name, known);
      }
    }
  }

  private void ranges(String run) {
    long memory = scenario.machine(run).memory();
    List<Region> placed = new ArrayList<>();
    for (Region region : Scenario.in(run, scenario.map())) {
      if (region.end() > memory || region.end() < region.at()) {
        diagnostics.add(
            DiagnosticCode.OUTSIDE_MEMORY,
            region.location(),
            "id",
            region.id(),
            "memory",
            Long.toHexString(memory));
      }
      for (Region other : placed) {
        if (region.at() < other.end() && other.at() < region.end()) {
          diagnostics.add(
              DiagnosticCode.OVERLAP,
              region.location(),
              "first",
              other.id(),
              "second",
              region.id(),
              "address",
              Long.toHexString(Math.max(region.at(), other.at())));
        }
      }
      placed.add(region);
    }
  }

  private void lanes(String run) {
    List<Lane> lanes = Scenario.in(run, scenario.lanes());
    List<String> running = lanes.stream().filter(lane -> lane.of() == null).map(Lane::id).toList();
    for (Program program : Scenario.in(run, scenario.programs())) {
      if (!running.contains(program.lane())) {
        unknown(program.location(), "lane", program.lane(), running);
      }
    }
  }

  private void prediction(String run, Prediction p) {
    if ((p.before() == null) == (p.when() == null)) {
      diagnostics.add(DiagnosticCode.ONE_OF_TWO, p.location(), "first", "before", "second", "when");
    }
    if (p.before() instanceof Scalar before) {
      List<String> steps = Scenario.in(run, scenario.steps()).stream().map(Step::id).toList();
      if (!steps.contains(before.text())) {
        unknown(before.location(), "step", before.text(), steps);
      }
    }
    if ((p.ask() == Ask.CHOICE) == p.options().isEmpty()) {
      diagnostics.add(DiagnosticCode.OPTIONS, p.location(), "ask", p.ask().word());
    }
    if ((p.ask() == Ask.VALUE) == (p.of() == null)) {
      diagnostics.add(DiagnosticCode.VALUE_OF, p.location(), "id", p.id());
    }
    if (p.of() instanceof Scalar of && !StateNames.isRegister(of.text())) {
      unknown(of.location(), "register", of.text(), StateNames.registers());
    }
    Set<String> ids = new HashSet<>();
    for (Prediction.Option option : p.options()) {
      if (!ids.add(option.id())) {
        diagnostics.add(DiagnosticCode.DUPLICATE_ID, p.location(), "id", option.id());
      }
    }
    if (p.ask() == Ask.CHOICE && p.options().stream().allMatch(o -> o.when() == null)) {
      diagnostics.add(DiagnosticCode.PREDICTION_UNDECIDED, p.location(), "id", p.id());
    }
  }

  private void probe(Probe probe) {
    if (EventWords.isArchitectural(probe.event())) {
      diagnostics.add(DiagnosticCode.PROBE_ARCHITECTURAL, probe.location(), "event", probe.event());
    }
  }

  private void check(Check check) {
    if (check.at() != null && (check.from() != null || check.until() != null)) {
      diagnostics.add(
          DiagnosticCode.ONE_OF_TWO, check.location(), "first", "at", "second", "from/until");
    }
    check.expect().events().keySet().forEach(this::eventPattern);
    check.expect().order().forEach(this::eventPattern);
    check.expect().sequence().forEach(this::eventPattern);
    for (Scalar zero : check.expect().events().keySet()) {
      boolean wanted =
          check.expect().order().stream().anyMatch(o -> o.text().startsWith(zero.text()));
      if (wanted && Integer.valueOf(0).equals(check.expect().events().get(zero))) {
        diagnostics.add(
            DiagnosticCode.CHECK_UNSATISFIABLE, zero.location(), "pattern", zero.text());
      }
    }
    if (check.at() != null
        && (!check.expect().events().isEmpty()
            || !check.expect().order().isEmpty()
            || !check.expect().sequence().isEmpty())) {
      diagnostics.add(DiagnosticCode.CHECK_NEEDS_WINDOW, check.location(), "id", check.id());
    }
  }

  private void eventPattern(Scalar pattern) {
    String kind = EventWords.kindOf(pattern.text());
    List<String> probes = scenario.probes().stream().map(Probe::event).toList();
    String word = pattern.text().split(" ", 2)[0];
    if (kind.isEmpty() && !probes.contains(word)) {
      List<String> known = new ArrayList<>(EventWords.words());
      known.addAll(probes);
      unknown(pattern.location(), "event", word, known);
    }
  }

  private void unknown(
      SourceLocation where, String sort, @Nullable String name, List<String> known) {
    String wrong = String.valueOf(name);
    diagnostics.add(
        DiagnosticCode.UNKNOWN_NAME,
        where,
        "sort",
        sort,
        "name",
        wrong,
        "suggestion",
        Suggestions.nearest(wrong, known).orElse(String.join(", ", known)));
  }
}
