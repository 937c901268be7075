package ringside.lab.scenario;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.Scenario.Input;
import ringside.lab.scenario.Scenario.MachineSpec;
import ringside.lab.scenario.Scenario.Region;

/**
 * One run of a scenario, ready: programs assembled, expressions compiled.
 *
 * @param variant {@link Scenario#BASE} or the id of a variant
 * @param boot what a whole PC boots; null: the programs run on the trainer board
 * @param labels addresses by qualified name: {@code kernel.entry}
 * @param entry linear address of the first instruction
 * @param stack initial stack pointer; empty: what the preset says
 * @param until address that ends the run
 */
public record BuiltScenario(
    Scenario scenario,
    String variant,
    MachineSpec machine,
    List<AssembledProgram> programs,
    @Nullable ImageBoot boot,
    List<Region> regions,
    List<Input> inputs,
    Map<String, Long> labels,
    long entry,
    OptionalLong stack,
    OptionalLong until,
    List<Lane> lanes,
    List<Probe> probes,
    List<Step> steps,
    List<Prediction> predictions,
    List<Check> checks) {

  /** A lane with its condition; null: by program. */
  public record Lane(Scenario.Lane lane, @Nullable Expression when) {}

  /** A probe with its address and values. */
  public record Probe(
      Scenario.Probe probe,
      long address,
      @Nullable Expression when,
      @Nullable Expression name,
      List<Expression> args,
      Map<String, Expression> fields) {}

  /**
   * A step.
   *
   * @param parts the condition's parts that {@code &&} joins, for saying what is nearest
   */
  public record Step(
      Scenario.Step step, Expression when, List<Expression> parts, List<Highlight> highlights) {}

  /** What a step points at; {@code mem:} and {@code code:} have an address to compute. */
  public record Highlight(String kind, String name, @Nullable Expression address) {}

  /** A prediction with its own moment (null: that of its step) and its options' conditions. */
  public record Prediction(
      Scenario.Prediction prediction, @Nullable Expression when, List<Option> options) {}

  /** An option of a prediction. */
  public record Option(String id, @Nullable Expression when) {}

  /** A check with its moments and conditions. */
  public record Check(
      Scenario.Check check,
      @Nullable Expression at,
      @Nullable Expression from,
      @Nullable Expression until,
      Map<String, Expression> registers,
      List<Expression> that,
      @Nullable Expression always,
      @Nullable Expression never) {}

  /** The program that an address is in, or null. */
  public @Nullable AssembledProgram programAt(long address) {
    for (AssembledProgram program : programs) {
      if (program.contains(address)) {
        return program;
      }
    }
    return null;
  }
}
