package ringside.emulator.engine;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import ringside.emulator.cpu.OperationShape;
import ringside.emulator.engine.FlagField.Group;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * A form of instruction: what instructions that differ only in which registers and numbers they
 * name have in common.
 *
 * @param key by which an instruction is found to have this form
 * @param sample one of them
 * @param meaning of any of them: its numbers and registers are {@link Abstract}
 */
record Form(Key key, DecodedInstruction sample, Nodes nodes, Meaning meaning) {
  private static final int NONE = -1;

  /**
   * What instructions of one form agree in.
   *
   * @param condition the condition code, or -1
   * @param constant the operand that the opcode implies, or -1
   * @param stackAddressSize 4 or 8, or 0 if it is all the same
   */
  record Key(OperationShape shape, int condition, int constant, int stackAddressSize) {
    static Key of(DecodedInstruction instruction, int stackAddressSize) {
      int constant = NONE;
      for (int at = 0; at < instruction.operandCount(); at++) {
        if (instruction.kind(at) == OperandKind.CONSTANT) {
          constant = instruction.register(at);
        }
      }
      OperationShape shape = OperationShape.of(instruction);
      boolean conditional = instruction.row().mnemonic().endsWith("cc");
      return new Key(
          instruction.hasMemory() ? shape : shape.withAddressSize(0),
          conditional ? instruction.condition() : NONE,
          constant,
          stackAddressSize);
    }
  }

  /** Where control goes. */
  enum Flow {
    NEXT,
    TARGET,
    CONDITIONAL,
    DYNAMIC
  }

  /**
   * Whether the loop can have a case for it: one that has changed nothing when it finds that the
   * instruction must be called, and whose numbers fit into its word.
   */
  boolean isPossible() {
    List<Effect> effects = meaning.effects();
    boolean storesLast =
        effects.stream()
            .limit(Math.max(0, effects.size() - 1))
            .noneMatch(Effect.Store.class::isInstance);
    boolean truncated =
        sample.operandSize() == 2 && (flow() == Flow.TARGET || flow() == Flow.CONDITIONAL);
    boolean twoNumbers =
        sample.ripRelative()
            && IntStream.range(0, sample.operandCount())
                .anyMatch(at -> sample.kind(at) == OperandKind.IMMEDIATE);
    return storesLast
        && !truncated
        && !twoNumbers
        && (flow() != Flow.CONDITIONAL || isSimpleBranch());
  }

  /** Where it leads may not be translated, and then it is called. */
  private boolean isSimpleBranch() {
    Set<Node> targets = Set.of(meaning.next(), meaning.target());
    Node rip = meaning.after().rip;
    return meaning.effects().isEmpty()
        && changedRegisters().isEmpty()
        && targets.contains(rip.in[1])
        && targets.contains(rip.in[2]);
  }

  Flow flow() {
    Node rip = meaning.after().rip;
    if (rip == meaning.next()) {
      return Flow.NEXT;
    }
    if (rip == meaning.target()) {
      return Flow.TARGET;
    }
    return rip.op == Node.Op.SELECT ? Flow.CONDITIONAL : Flow.DYNAMIC;
  }

  /** Whether it may have to be called in the middle of a block. */
  boolean mayMiss() {
    return !meaning.effects().isEmpty();
  }

  /** Whether it and a branch on the flags that it leaves can be one case. */
  boolean goesWith(Form branch) {
    return branch.flow() == Flow.CONDITIONAL
        && flow() == Flow.NEXT
        && !mayMiss()
        && !writes().isEmpty();
  }

  /** Whether a branch behind this one is taken. */
  Meaning.Taken taken(Form branch) {
    Abstract literals = new Abstract(nodes);
    GuestState between = meaning.after().copy();
    Processor processor = new Processor(nodes, literals, branch.key.stackAddressSize(), between);
    return new InstructionEvaluator(nodes, processor, literals)
        .evaluate(branch.sample, between)
        .taken(nodes);
  }

  /** Groups of flags that it changes. */
  Set<Group> writes() {
    EnumSet<Group> groups = EnumSet.noneOf(Group.class);
    for (FlagField field : FlagField.values()) {
      if (meaning.before().flags[field.ordinal()] != meaning.after().flags[field.ordinal()]) {
        groups.add(field.group);
      }
    }
    return groups;
  }

  /** Numbers of the general registers that it changes. */
  List<Integer> changedRegisters() {
    return IntStream.range(0, Abstract.REGISTERS)
        .filter(i -> meaning.before().registers[i] != meaning.after().registers[i])
        .boxed()
        .toList();
  }

  /** The flags that must be there before it if {@code after} must be there behind it. */
  Set<Group> wantedBefore(Set<Group> after) {
    if (mayMiss() || flow() != Flow.NEXT) {
      return EnumSet.allOf(Group.class);
    }
    Set<Group> wanted = EnumSet.noneOf(Group.class);
    wanted.addAll(after);
    wanted.removeAll(writes());
    Set<Node> seen = new HashSet<>();
    for (int i : changedRegisters()) {
      addReads(meaning.after().registers[i], seen, wanted);
    }
    for (FlagField field : FlagField.values()) {
      if (writes().contains(field.group)) {
        addReads(meaning.after().flags[field.ordinal()], seen, wanted);
      }
    }
    return wanted;
  }

  private static void addReads(Node node, Set<Node> seen, Set<Group> wanted) {
    if (!seen.add(node)) {
      return;
    }
    if (node.op == Node.Op.FLAG_INT || node.op == Node.Op.FLAG_LONG) {
      wanted.add(FlagField.values()[(int) node.value].group);
    }
    for (Node input : node.in) {
      addReads(input, seen, wanted);
    }
  }
}
