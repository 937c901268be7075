package ringside.lab.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.YamlNode.Scalar;

/**
 * What a {@code scenario.yaml} says, valid against its schema. Expressions are still text with its
 * place; {@link BuiltScenario} has them compiled.
 *
 * @param slug name of the folder
 * @param minutes how long a learner needs, 0 where the author does not say
 * @param until label whose reaching ends the run
 * @param variants the runs beside {@code base}
 */
public record Scenario(
    String slug,
    String uuid,
    String difficulty,
    int minutes,
    List<String> prerequisites,
    List<Source> sources,
    MachineSpec machine,
    List<Program> programs,
    List<Region> map,
    Entry entry,
    List<Lane> lanes,
    List<Probe> probes,
    List<Input> inputs,
    Limits limits,
    @Nullable Scalar until,
    List<Variant> variants,
    List<Step> steps,
    List<Prediction> predictions,
    List<Check> checks) {

  /** Id of the run without any variant. */
  public static final String BASE = "base";

  /** Something that may be there in some variants only. */
  public sealed interface Item {
    SourceLocation location();

    /** The variants that have it; empty: all of them. */
    Set<String> variants();

    default boolean in(String variant) {
      return variants().isEmpty() || variants().contains(variant);
    }
  }

  /** Where a fact is from; {@code stance} is supports, corrects, extends or empty. */
  public record Source(String id, String section, String stance) {}

  /**
   * The machine.
   *
   * @param memory bytes
   * @param preset the state at tick 0; "real" where an image is booted
   * @param boot what a whole PC boots instead; null: programs run on the trainer board
   * @param features CPUID features beyond the model's
   * @param without CPUID features that the model has and this machine has not
   * @param seed of the numbers that RDRAND returns
   */
  public record MachineSpec(
      String cpu,
      long memory,
      String preset,
      @Nullable Boot boot,
      List<String> features,
      List<String> without,
      long seed,
      SourceLocation location) {}

  /**
   * An image that a PC boots.
   *
   * @param board isapc or pc
   * @param image id of a program, or name of a file
   * @param append command line of a kernel, without its name
   */
  public record Boot(String board, Medium from, Scalar image, String append, List<Module> modules) {
    /** Where the image is. */
    public enum Medium {
      FLOPPY,
      DISK,
      /** Loaded by the protocol that its header asks for: multiboot, Linux, PVH or ELF. */
      KERNEL
    }

    /** A multiboot module or initial RAM disk. */
    public record Module(Scalar image, String arguments) {}
  }

  /** Assembled from {@code file} with {@code org} and load address {@code at} (physical). */
  public record Program(
      String id,
      String file,
      long at,
      String lane,
      int ring,
      SourceLocation location,
      Set<String> variants)
      implements Item {}

  /** A zero-filled physical range. */
  public record Region(
      String id,
      long at,
      long size,
      int ring,
      boolean write,
      SourceLocation location,
      Set<String> variants)
      implements Item {
    public long end() {
      return at + size;
    }
  }

  /** Where the processor starts; null: first byte of the first program, stack of the preset. */
  public record Entry(@Nullable Scalar at, @Nullable Long stack) {}

  /**
   * A swimlane.
   *
   * @param when condition on the state before a tick; null: programs name the lane
   * @param of null for a lane that runs instructions, else the tables or device that it shows
   */
  public record Lane(
      String id,
      String domain,
      int ring,
      @Nullable Boolean root,
      @Nullable Scalar when,
      @Nullable String of,
      SourceLocation location,
      Set<String> variants)
      implements Item {}

  /** A read-only semantic event at a label. */
  public record Probe(
      Scalar at,
      @Nullable Scalar when,
      String event,
      @Nullable Scalar name,
      List<Scalar> args,
      Map<String, Scalar> fields,
      SourceLocation location,
      Set<String> variants)
      implements Item {}

  /** Console input at a tick. */
  public record Input(long at, String text, SourceLocation location, Set<String> variants)
      implements Item {}

  /**
   * Budgets.
   *
   * @param instructions ticks
   * @param output console bytes
   */
  public record Limits(long instructions, long output) {}

  /** A second run of the same scenario with other defines or another machine. */
  public record Variant(
      String id, Map<String, String> defines, YamlNode node, SourceLocation location) {}

  /** A moment that the lesson talks about. */
  public record Step(
      String id,
      Scalar when,
      int nth,
      List<Scalar> highlight,
      SourceLocation location,
      Set<String> variants)
      implements Item {}

  /** What a learner is asked before a moment: {@code before} a step or {@code when} it holds. */
  public record Prediction(
      String id,
      @Nullable Scalar before,
      @Nullable Scalar when,
      Ask ask,
      @Nullable Scalar of,
      List<Option> options,
      SourceLocation location,
      Set<String> variants)
      implements Item {
    /** Kinds of question. */
    public enum Ask {
      /** The author's options, each with a condition. */
      CHOICE,
      /** Which event comes; options from the run. */
      NEXT_EVENT,
      /** What value a register gets; options from the run. */
      VALUE;

      /** The word in YAML and on the wire. */
      public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      }
    }

    /** One answer; without condition it is plainly wrong. */
    public record Option(String id, @Nullable Scalar when) {}
  }

  /** What a run must show, in a window or at moments. */
  public record Check(
      String id,
      @Nullable Scalar at,
      Optional<Integer> nth,
      @Nullable Scalar from,
      @Nullable Scalar until,
      Optional<Integer> times,
      int points,
      Expectation expect,
      SourceLocation location,
      Set<String> variants)
      implements Item {

    /** Everything that must hold; absent parts are not asked. */
    public record Expectation(
        @Nullable Scalar console,
        @Nullable Scalar end,
        Map<Scalar, Integer> events,
        List<Scalar> order,
        List<Scalar> sequence,
        Map<String, Scalar> registers,
        List<Scalar> that,
        @Nullable Scalar always,
        @Nullable Scalar never) {}
  }

  /** Ids of all runs, {@code base} first. */
  public List<String> runs() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(BASE), variants.stream().map(Variant::id))
        .toList();
  }

  /** The items of a list that a variant has. */
  public static <T extends Item> List<T> in(String variant, List<T> items) {
    return items.stream().filter(item -> item.in(variant)).toList();
  }

  /** The machine of a run: the base machine with the variant's overrides. */
  public MachineSpec machine(String variant) {
    return variants.stream()
        .filter(v -> v.id().equals(variant))
        .findFirst()
        .flatMap(v -> v.node().get("machine"))
        .map(node -> ScenarioReader.machine(node, Optional.of(machine)))
        .orElse(machine);
  }

  /** What the assembler gets to see in a run: the variant's defines and every address. */
  public Map<String, String> defines(String variant) {
    Map<String, String> defines = new java.util.LinkedHashMap<>();
    in(variant, programs).forEach(p -> defines.put("AT_" + upper(p.id()), hex(p.at())));
    for (Region region : in(variant, map)) {
      defines.put("AT_" + upper(region.id()), hex(region.at()));
      defines.put("END_" + upper(region.id()), hex(region.end()));
    }
    variants.stream().filter(v -> v.id().equals(variant)).forEach(v -> defines.putAll(v.defines()));
    return defines;
  }

  private static String upper(String id) {
    return id.toUpperCase(java.util.Locale.ROOT);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
