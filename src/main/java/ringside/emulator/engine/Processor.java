package ringside.emulator.engine;

import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.engine.Evaluator.Outcome;
import ringside.emulator.engine.Node.Op;
import ringside.emulator.isa.DecodedInstruction;

/**
 * The processor as handlers see it while they are evaluated: its registers and flags are {@link
 * GuestState}, its memory a list of {@link Effect}s. What else it has is not known before the code
 * runs.
 */
final class Processor {
  /** Objects that handlers get hold of. */
  enum Part {
    CPU,
    ALU,
    REGISTERS
  }

  private static final String CPU_CLASS = internalName(LogicalProcessor.class);
  private static final String ALU_CLASS = internalName(Alu.class);
  private static final String INSTRUCTION_CLASS = internalName(DecodedInstruction.class);

  /** Methods of the JDK that HotSpot knows, and that cannot fail. */
  private static final Set<String> PURE =
      Set.of(
          "java/lang/Math.multiplyHigh",
          "java/lang/Math.unsignedMultiplyHigh",
          "java/lang/Math.abs",
          "java/lang/Math.min",
          "java/lang/Math.max",
          "java/lang/Integer.bitCount",
          "java/lang/Integer.reverseBytes",
          "java/lang/Integer.numberOfTrailingZeros",
          "java/lang/Integer.numberOfLeadingZeros",
          "java/lang/Long.bitCount",
          "java/lang/Long.reverseBytes",
          "java/lang/Long.numberOfTrailingZeros",
          "java/lang/Long.numberOfLeadingZeros",
          "java/lang/Long.compress",
          "java/lang/Long.expand");

  private final Nodes nodes;
  private final Literals literals;
  private final int stackAddressSize;
  private final List<Effect> effects = new ArrayList<>();
  private GuestState initial;
  private int aluSize = 4;
  private int loads;
  private int uncertain;
  private boolean asksForStack;

  /**
   * For one block.
   *
   * @param stackAddressSize that of the stack segment: 2, 4 or 8
   */
  Processor(Nodes nodes, Literals literals, int stackAddressSize, GuestState initial) {
    this.nodes = nodes;
    this.literals = literals;
    this.initial = initial;
    this.stackAddressSize = stackAddressSize;
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  /** Begins another instruction. */
  void begin(int operandBytes, GuestState state) {
    initial = state.copy();
    aluSize = operandBytes;
    effects.clear();
    uncertain = 0;
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }

  /** Whether what was evaluated depends on the stack segment's address size. */
  boolean asksForStack() {
    return asksForStack;
  }

  // Fields.

  Object field(Object owner, String name, GuestState state) {
    if (owner == Part.ALU) {
      return name.equals("size")
          ? nodes.constant(aluSize)
          : state.flags[FlagField.of(name).ordinal()];
    }
    if (owner == Part.CPU) {
      return switch (name) {
        case "alu" -> Part.ALU;
        case "registers" -> Part.REGISTERS;
        case "rip" -> state.rip;
        case "stackAddressSize" -> {
          asksForStack = true;
          yield nodes.constant(stackAddressSize);
        }
        default -> throw new NotEvaluable("field " + name);
      };
    }
    throw new NotEvaluable("field " + name + " of " + owner);
  }

  void setField(Object owner, String name, Node value, GuestState state) {
    if (owner != Part.ALU || name.equals("size")) {
      throw new NotEvaluable("sets field " + name);
    }
    state.flags[FlagField.of(name).ordinal()] = value;
  }

  Node element(Object array, int index, GuestState state) {
    if (array != Part.REGISTERS) {
      throw new NotEvaluable("element of " + array);
    }
    return state.registers[index];
  }

  void setElement(Object array, int index, Node value, GuestState state) {
    if (array != Part.REGISTERS) {
      throw new NotEvaluable("sets element of " + array);
    }
    state.registers[index] = value;
  }

  // Memory.

  Node load(int segment, Node offset, int size, boolean forWrite, GuestState state) {
    requireCertain();
    requireUnchanged(state.registers, LogicalProcessor.RSP);
    requireUnchanged(state.flags, -1);
    Node result = nodes.leaf(Op.LOADED, loads++);
    effects.add(new Effect.Load(segment, offset, size, result, forWrite));
    return result;
  }

  void store(int segment, Node offset, int size, Node value, GuestState state) {
    requireCertain();
    requireUnchanged(state.registers, LogicalProcessor.RSP);
    effects.add(new Effect.Store(segment, offset, size, value));
  }

  private void requireCertain() {
    if (uncertain > 0) {
      throw new NotEvaluable("memory, perhaps");
    }
  }

  /**
   * A fault must find the registers as they were: compiled code changes them at the end. RSP goes
   * back in any case, and a store that follows a load for it does not fault.
   */
  private void requireUnchanged(Node[] now, int except) {
    Node[] before = now.length == initial.flags.length ? initial.flags : initial.registers;
    for (int i = 0; i < now.length; i++) {
      if (now[i] != before[i] && i != except) {
        throw new NotEvaluable("memory after a change of registers");
      }
    }
  }

  // Calls.

  /**
   * Evaluates a call.
   *
   * @param certain whether it is made on every path through its caller
   */
  Outcome call(
      Evaluator evaluator,
      InvokeInstruction invoke,
      List<Object> arguments,
      GuestState state,
      boolean certain) {
    String owner = invoke.owner().asInternalName();
    String name = invoke.name().stringValue();
    String descriptor = invoke.typeSymbol().descriptorString();
    uncertain += certain ? 0 : 1;
    Outcome outcome = call(evaluator, owner, name, descriptor, arguments, state);
    uncertain -= certain ? 0 : 1;
    return outcome;
  }

  private Outcome call(
      Evaluator evaluator,
      String owner,
      String name,
      String descriptor,
      List<Object> arguments,
      GuestState state) {
    if (PURE.contains(owner + "." + name)) {
      Node[] values = arguments.stream().map(Node.class::cast).toArray(Node[]::new);
      MethodTypeDesc type = MethodTypeDesc.ofDescriptor(descriptor);
      return new Outcome(nodes.call(new Node.Target(owner, name, type), values), state);
    }
    if (owner.equals(INSTRUCTION_CLASS)) {
      return new Outcome(known(arguments, name), state);
    }
    if (owner.equals(CPU_CLASS)) {
      switch (name) {
        case "load", "loadForWrite" -> {
          Node value =
              load(
                  constant(arguments.get(1)),
                  (Node) arguments.get(2),
                  constant(arguments.get(3)),
                  name.equals("loadForWrite"),
                  state);
          return new Outcome(value, state);
        }
        case "store" -> {
          store(
              constant(arguments.get(1)),
              (Node) arguments.get(2),
              constant(arguments.get(3)),
              (Node) arguments.get(4),
              state);
          return new Outcome(null, state);
        }
        case "branch" -> {
          int size = constant(arguments.get(2));
          state.rip = truncate((Node) arguments.get(1), size);
          return new Outcome(null, state);
        }
        default -> {}
      }
    }
    if (!owner.startsWith("ringside/emulator/")) {
      throw new NotEvaluable("calls " + owner + "." + name);
    }
    Outcome outcome = evaluator.call(HandlerCode.of(owner, name, descriptor), arguments, state);
    if (owner.equals(ALU_CLASS) && name.equals("setDifference")) {
      noteDifference(arguments, outcome.state());
    }
    return outcome;
  }

  private Node truncate(Node value, int size) {
    return size == 8 ? value : nodes.binary(Op.LAND, value, nodes.constant(-1L >>> 64 - size * 8));
  }

  /** Unless a borrow went in: then CF does not compare the operands. */
  private void noteDifference(List<Object> arguments, GuestState state) {
    Node destination = (Node) arguments.get(1);
    Node source = (Node) arguments.get(2);
    Node carry = state.flags[FlagField.CARRY.ordinal()];
    if (!carry.isConstant() && arguments.get(3) == nodes.binary(Op.LSUB, destination, source)) {
      Node sign = state.flags[FlagField.SIGN.ordinal()];
      nodes.note(carry, new Nodes.Difference(destination, source, aluSize, sign));
    }
  }

  private static int constant(Object value) {
    if (value instanceof Node node && node.isConstant()) {
      return (int) node.value;
    }
    throw new NotEvaluable("a size or segment that is not known");
  }

  /** What a decoded instruction says of itself. */
  private Object known(List<Object> arguments, String name) {
    if (!literals.mayAsk(name)) {
      throw new NotEvaluable(name);
    }
    Object instruction = arguments.getFirst();
    Object[] numbers = arguments.stream().skip(1).map(Processor::constant).toArray(Object[]::new);
    Class<?>[] types = new Class<?>[numbers.length];
    Arrays.fill(types, int.class);
    try {
      Object value = DecodedInstruction.class.getMethod(name, types).invoke(instruction, numbers);
      return switch (value) {
        case Integer number -> nodes.constant((int) number);
        case Long number -> nodes.constant((long) number);
        case Boolean truth -> nodes.constant(truth ? 1 : 0);
        default -> value;
      };
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new NotEvaluable(name);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
