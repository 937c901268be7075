package ringside.course.lesson;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import ringside.course.lesson.Lesson.Block;
import ringside.course.lesson.Lesson.Placed;
import ringside.course.lesson.Lesson.ScenarioRef;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.Scenario;
import ringside.lab.scenario.Scenario.Item;
import ringside.lab.scenario.SourceLocation;
import ringside.lab.scenario.Suggestions;

/** Checks a lesson against the scenarios that it names, and its languages against each other. */
public final class LessonLinter {
  private final Function<String, Optional<Scenario>> scenarios;
  private final Set<String> slugs;
  private final Diagnostics diagnostics;

  /**
   * Prepares to check lessons.
   *
   * @param slugs of all scenarios
   * @param scenarios a scenario by its slug
   */
  public LessonLinter(
      Set<String> slugs, Function<String, Optional<Scenario>> scenarios, Diagnostics diagnostics) {
    this.slugs = slugs;
    this.scenarios = scenarios;
    this.diagnostics = diagnostics;
  }

  /** Adds a diagnostic for everything that does not fit. */
  public void lint(Lesson lesson) {
    for (Lesson.Text text : lesson.texts().values()) {
      SourceLocation file = SourceLocation.of("index." + text.lang() + ".md");
      boolean asks =
          text.blocks().stream()
              .anyMatch(p -> p.block() instanceof Block.Predict || p.block() instanceof Block.Quiz);
      boolean runs = text.blocks().stream().anyMatch(p -> p.block() instanceof Block.RunScenario);
      if (!asks) {
        diagnostics.add(DiagnosticCode.LESSON_NO_PREDICTION, file);
      }
      if (!runs) {
        diagnostics.add(DiagnosticCode.LESSON_NO_SCENARIO, file);
      }
      text.blocks().forEach(this::references);
    }
    sameInBothLanguages(lesson);
  }

  private void references(Placed placed) {
    SourceLocation where = placed.location();
    switch (placed.block()) {
      case Block.Html b -> {}
      case Block.Quiz b -> {}
      case Block.RunScenario b -> {
        step(b.scenario(), b.from(), where);
        step(b.scenario(), b.until(), where);
      }
      case Block.Predict b ->
          scenario(b.scenario(), where)
              .ifPresent(s ->
                  item(
                      "prediction",
                      b.prediction(),
                      b.scenario(),
                      s.predictions(),
                      Scenario.Prediction::id,
                      where));
      case Block.Misconception b -> b.scenario().ifPresent(s -> step(s, b.step(), where));
      case Block.Compare b -> {
        scenario(b.a(), where);
        scenario(b.b(), where);
      }
    }
  }

  private void step(ScenarioRef ref, Optional<String> id, SourceLocation where) {
    Optional<Scenario> scenario = scenario(ref, where);
    if (scenario.isPresent() && id.isPresent()) {
      item("step", id.get(), ref, scenario.get().steps(), Scenario.Step::id, where);
    }
  }

  private Optional<Scenario> scenario(ScenarioRef ref, SourceLocation where) {
    if (!slugs.contains(ref.slug())) {
      unknown("scenario", ref.slug(), slugs, where);
      return Optional.empty();
    }
    Optional<Scenario> scenario = scenarios.apply(ref.slug());
    scenario
        .filter(s -> ref.variant().isPresent() && !s.runs().contains(ref.run()))
        .ifPresent(s -> unknown("variant", ref.run(), Set.copyOf(s.runs()), where));
    return scenario;
  }

  private <T extends Item> void item(
      String sort,
      String id,
      ScenarioRef ref,
      List<T> items,
      Function<T, String> idOf,
      SourceLocation where) {
    Set<String> known = new TreeSet<>();
    items.stream()
        .filter(i -> ref.variant().isEmpty() || i.in(ref.run()))
        .forEach(i -> known.add(idOf.apply(i)));
    if (!known.contains(id)) {
      unknown(sort, id, known, where);
    }
  }

  private void unknown(String sort, String name, Set<String> known, SourceLocation where) {
    diagnostics.add(
        DiagnosticCode.UNKNOWN_NAME,
        where,
        "sort",
        sort,
        "name",
        name,
        "suggestion",
        Suggestions.nearest(name, known).orElse(String.join(", ", known)));
  }

  private void sameInBothLanguages(Lesson lesson) {
    List<Lesson.Text> texts = List.copyOf(lesson.texts().values());
    List<String> first = List.of();
    for (int i = 0; i < texts.size(); i++) {
      List<String> directives =
          texts.get(i).blocks().stream()
              .map(p -> signature(p.block()))
              .filter(s -> !s.isEmpty())
              .toList();
      if (i == 0) {
        first = directives;
      } else if (!directives.equals(first)) {
        diagnostics.add(
            DiagnosticCode.LESSON_DIFFERS,
            SourceLocation.of("index." + texts.get(i).lang() + ".md"),
            "what",
            difference(first, directives));
      }
    }
  }

  private static String difference(List<String> first, List<String> second) {
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      String a = i < first.size() ? first.get(i) : "nothing";
      String b = i < second.size() ? second.get(i) : "nothing";
      if (!a.equals(b)) {
        return a + " / " + b;
      }
    }
    return "";
  }

  /** What must be the same in every language; empty for prose. */
  private static String signature(Block block) {
    return switch (block) {
      case Block.Html b -> "";
      case Block.RunScenario b -> "scenario " + b.scenario() + " " + b.from() + b.until();
      case Block.Predict b -> "predict " + b.scenario() + " " + b.prediction();
      case Block.Quiz b ->
          "quiz "
              + b.id()
              + " "
              + b.options().stream().map(Block.Quiz.Option::id).toList()
              + " "
              + b.answer().id();
      case Block.Misconception b -> "misconception " + b.id() + b.scenario() + b.step();
      case Block.Compare b -> "compare " + b.a() + " " + b.b();
    };
  }
}
