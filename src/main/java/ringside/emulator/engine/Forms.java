package ringside.emulator.engine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.engine.FlagField.Group;
import ringside.emulator.engine.Node.Op;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * The forms of instruction that programs were found to consist of, and the cases of the loop: a few
 * instructions that follow each other. They are numbered as they come.
 */
final class Forms {
  /** A word that has its instruction called; so has any whose case the loop does not have. */
  static final int CALLED = 0;

  /** The word behind a block's last instruction. */
  static final int END = 1;

  /** The number of the first case. */
  static final int FIRST = 2;

  /** Instructions of all cases at most: more would not fit into a method. */
  private static final int MOST_STEPS = 500;

  /**
   * One instruction of a case.
   *
   * @param wanted groups of flags that it must leave
   * @param branch a conditional branch that follows and is executed along with it, or null
   */
  record Step(Form form, Set<Group> wanted, @Nullable Form branch) {
    /** How many instructions it executes. */
    int instructions() {
      return branch == null ? 1 : 2;
    }

    /** Whether control may go elsewhere. */
    boolean ends() {
      return branch != null || form.flow() != Form.Flow.NEXT;
    }
  }

  /** Empty for what cannot be evaluated. */
  private final Map<Form.Key, Optional<Form>> forms = new HashMap<>();

  private final List<List<Step>> cases = new ArrayList<>();
  private final Map<List<Step>, Integer> numbers = new HashMap<>();
  private int stepCount;

  /** In the order of their numbers. */
  List<List<Step>> cases() {
    return List.copyOf(cases);
  }

  int count() {
    return cases.size();
  }

  /** Instructions of all cases. */
  int steps() {
    return stepCount;
  }

  /** The form of an instruction, or null if it must be called. */
  @Nullable Form of(DecodedInstruction instruction, int stackAddressSize) {
    Form form =
        forms
            .computeIfAbsent(
                Form.Key.of(instruction, stackAddressSize),
                key -> Optional.ofNullable(evaluate(key, instruction)))
            .orElse(null);
    return form != null && fits(form, instruction) ? form : null;
  }

  private static @Nullable Form evaluate(Form.Key key, DecodedInstruction instruction) {
    Nodes nodes = new Nodes();
    Abstract literals = new Abstract(nodes);
    Node[] registers = new Node[Abstract.REGISTERS];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = nodes.leaf(Op.REGISTER_LONG, i);
    }
    Node[] flags = new Node[FlagField.values().length];
    for (FlagField field : FlagField.values()) {
      flags[field.ordinal()] = nodes.leaf(field.leaf, field.ordinal());
    }
    Node next =
        nodes.binary(
            Op.LADD,
            nodes.leaf(Op.PAGE_RIP, 0),
            nodes.signExtend(literals.number(Abstract.Number.NEXT_OFFSET)));
    int mask = countMask(instruction);
    if (mask != 0) {
      Node count = literals.number(Abstract.Number.IMMEDIATE);
      nodes.assumeNotZero(nodes.binary(Op.IAND, count, nodes.constant(mask)));
    }
    GuestState before = new GuestState(registers, flags, next);
    Processor processor = new Processor(nodes, literals, key.stackAddressSize(), before);
    try {
      InstructionEvaluator evaluator = new InstructionEvaluator(nodes, processor, literals);
      Form form = new Form(key, instruction, nodes, evaluator.evaluate(instruction, before));
      return form.isPossible() ? form : null;
    } catch (NotEvaluable _) {
      return null;
    }
  }

  /**
   * What of its immediate counts, if the instruction is a shift, which a case takes not to be 0.
   */
  private static int countMask(DecodedInstruction instruction) {
    boolean immediate =
        instruction.operandCount() > 1 && instruction.kind(1) == OperandKind.IMMEDIATE;
    return switch (instruction.row().mnemonic()) {
      case "SHL", "SHR", "SAR", "ROL", "ROR" ->
          !immediate ? 0 : instruction.size(0) == 8 ? 0x3F : 0x1F;
      default -> 0;
    };
  }

  /** Whether its numbers fit into words, and its registers do not get into each other's way. */
  private static boolean fits(Form form, DecodedInstruction instruction) {
    long number = instruction.immediate();
    boolean half = instruction.operandCount() > 0 && instruction.size(0) <= 4;
    int mask = countMask(instruction);
    return (number == (int) number || half && number >>> 32 == 0)
        && (instruction.displacement() == (int) instruction.displacement()
            || instruction.addressSize() == 4)
        && (mask == 0 || (number & mask) != 0)
        && !changesTwice(form, instruction);
  }

  /** Whether a register that it names and changes is also one that it changes by itself. */
  private static boolean changesTwice(Form form, DecodedInstruction instruction) {
    List<Integer> changed = form.changedRegisters();
    for (int at = 0; at < Math.min(instruction.operandCount(), 2); at++) {
      if (instruction.kind(at) == OperandKind.GENERAL
          && changed.contains(Abstract.FIRST + at)
          && changed.contains(instruction.register(at))) {
        return true;
      }
    }
    return false;
  }

  /** A step that leaves of the wanted flags what it makes. */
  static Step step(Form form, Set<Group> wanted, @Nullable Form branch) {
    Set<Group> needed = EnumSet.noneOf(Group.class);
    needed.addAll(wanted);
    needed.retainAll(form.writes());
    return new Step(form, needed, branch);
  }

  /** The number of the case that makes these steps; {@link #CALLED} if it is one too many. */
  int number(List<Step> steps) {
    Integer known = numbers.get(steps);
    if (known != null) {
      return known;
    }
    if (stepCount + steps.size() > MOST_STEPS) {
      return CALLED;
    }
    stepCount += steps.size();
    cases.add(List.copyOf(steps));
    numbers.put(List.copyOf(steps), END + cases.size());
    return END + cases.size();
  }
}
