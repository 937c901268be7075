package ringside.emulator.engine;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.OperationShape;
import ringside.emulator.engine.Evaluator.Outcome;
import ringside.emulator.engine.Node.Op;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;
import ringside.emulator.isa.Repeat;
import ringside.emulator.isa.RowAttributes;

/**
 * Evaluates whole instructions: loads the operands, calls the method, writes the result back, as
 * {@code cpu.OperationCompiler} writes it for the interpreter.
 */
final class InstructionEvaluator {
  /** Kinds of operand that a value may come from. */
  private static final Set<OperandKind> EVALUABLE =
      Set.of(
          OperandKind.GENERAL,
          OperandKind.MEMORY,
          OperandKind.IMMEDIATE,
          OperandKind.RELATIVE,
          OperandKind.CONSTANT);

  private final Nodes nodes;
  private final Processor processor;
  private final Literals literals;
  private final Evaluator evaluator;

  InstructionEvaluator(Nodes nodes, Processor processor, Literals literals) {
    this.nodes = nodes;
    this.literals = literals;
    this.processor = processor;
    this.evaluator = new Evaluator(nodes, processor);
  }

  /**
   * Evaluates an instruction.
   *
   * @param before registers and flags before it; RIP is that of the next instruction
   * @throws NotEvaluable if it must be called instead
   */
  Meaning evaluate(DecodedInstruction instruction, GuestState before) {
    requireOrdinary(instruction);
    return new One(instruction, before).evaluate();
  }

  private static void requireOrdinary(DecodedInstruction instruction) {
    RowAttributes attributes = instruction.row().attributes();
    boolean ordinary =
        instruction.repeat() == Repeat.NONE
            && attributes.vmx() == null
            && attributes.svm() == null
            && !attributes.has(RowAttributes.Flag.CPL0)
            && !attributes.has(RowAttributes.Flag.IOPL)
            && !attributes.has(RowAttributes.Flag.PM);
    if (!ordinary) {
      throw new NotEvaluable("privilege");
    }
    for (int at = 0; at < instruction.operandCount(); at++) {
      if (!EVALUABLE.contains(instruction.kind(at))) {
        throw new NotEvaluable("operand " + instruction.kind(at));
      }
    }
  }

  /** One instruction. */
  private final class One {
    private final DecodedInstruction instruction;
    private final OperationShape shape;
    private final GuestState before;
    private final Node next;
    private @Nullable Node address;

    One(DecodedInstruction instruction, GuestState before) {
      this.instruction = instruction;
      this.shape = OperationShape.of(instruction);
      this.before = before;
      this.next = before.rip;
    }

    Meaning evaluate() {
      GuestState state = before.copy();
      processor.begin(shape.aluSize(), state);
      Method method = shape.method();
      List<Object> arguments = new ArrayList<>();
      int value = shape.operands().size() - shape.valueParameters();
      for (Class<?> type : method.getParameterTypes()) {
        if (type == Alu.class) {
          arguments.add(Processor.Part.ALU);
        } else if (type == LogicalProcessor.class) {
          arguments.add(Processor.Part.CPU);
        } else if (type == DecodedInstruction.class) {
          arguments.add(instruction);
        } else if (type == long.class) {
          arguments.add(load(value++, state));
        } else {
          throw new NotEvaluable("parameter " + type);
        }
      }
      Outcome outcome = evaluator.call(HandlerCode.of(method), arguments, state);
      GuestState after = outcome.state();
      if (shape.writesFirst() && outcome.value() instanceof Node result) {
        storeFirst(result, after);
      }
      return new Meaning(processor.effects(), before, after, target(), next);
    }

    private Node target() {
      return truncate(
          nodes.binary(Op.LADD, next, literals.immediate(instruction, false)),
          instruction.operandSize());
    }

    private Node address() {
      if (address != null) {
        return address;
      }
      Node sum = literals.displacement(instruction);
      if (instruction.base() >= 0) {
        sum = nodes.binary(Op.LADD, before.registers[literals.base(instruction)], sum);
      }
      if (instruction.index() >= 0) {
        Node index =
            nodes.binary(
                Op.LSHL,
                before.registers[literals.index(instruction)],
                literals.scale(instruction));
        sum = nodes.binary(Op.LADD, sum, index);
      }
      if (instruction.ripRelative()) {
        sum = nodes.binary(Op.LADD, next, sum);
      }
      address = truncate(sum, instruction.addressSize());
      return address;
    }

    private Node truncate(Node value, int size) {
      return size == 8
          ? value
          : nodes.binary(Op.LAND, value, nodes.constant(-1L >>> 64 - size * 8));
    }

    private Node load(int at, GuestState state) {
      OperationShape.Operand operand = shape.operands().get(at);
      return switch (operand.kind()) {
        case GENERAL -> register(literals.register(instruction, at), operand);
        case MEMORY -> {
          if (operand.size() == 0) {
            yield address();
          }
          boolean modifies = at == 0 && shape.writesFirst();
          yield processor.load(instruction.segment(), address(), operand.size(), modifies, state);
        }
        case IMMEDIATE -> literals.immediate(instruction, operand.second());
        case RELATIVE -> target();
        case CONSTANT -> nodes.constant((long) instruction.register(at));
        default -> throw new NotEvaluable("operand " + operand.kind());
      };
    }

    private Node register(int register, OperationShape.Operand operand) {
      Node value =
          operand.highByte()
              ? nodes.binary(
                  Op.LUSHR, before.registers[register - LogicalProcessor.AH], nodes.constant(8))
              : before.registers[register];
      return truncate(value, operand.size());
    }

    private void storeFirst(Node result, GuestState after) {
      OperationShape.Operand operand = shape.operands().getFirst();
      if (operand.kind() == OperandKind.MEMORY) {
        processor.store(instruction.segment(), address(), operand.size(), result, after);
        return;
      }
      if (operand.kind() != OperandKind.GENERAL) {
        throw new NotEvaluable("result to " + operand.kind());
      }
      int register = literals.register(instruction, 0);
      if (operand.size() >= 4) {
        after.registers[register] = truncate(result, operand.size());
      } else {
        int index = operand.highByte() ? register - LogicalProcessor.AH : register;
        after.registers[index] = merge(after.registers[index], result, operand);
      }
    }

    /** A byte or word leaves the rest of its register alone. */
    private Node merge(Node old, Node result, OperationShape.Operand operand) {
      int shift = operand.highByte() ? 8 : 0;
      long field = (operand.size() == 1 ? 0xFFL : 0xFFFFL) << shift;
      Node kept = nodes.binary(Op.LAND, old, nodes.constant(~field));
      Node moved = nodes.binary(Op.LSHL, result, nodes.constant(shift));
      Node placed = nodes.binary(Op.LAND, moved, nodes.constant(field));
      return nodes.binary(Op.LOR, kept, placed);
    }
  }
}
