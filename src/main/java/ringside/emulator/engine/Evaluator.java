package ringside.emulator.engine;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.engine.Node.Comparison;
import ringside.emulator.engine.Node.Op;

/**
 * Evaluates methods on values of which some are known: constants are computed, calls of our own
 * methods are entered, paths that part meet again in a {@link Op#SELECT}. Bytecode is gone through
 * once from top to bottom, which is enough for methods without loops.
 */
final class Evaluator {
  private final Nodes nodes;
  private final Processor processor;

  Evaluator(Nodes nodes, Processor processor) {
    this.nodes = nodes;
    this.processor = processor;
  }

  /** What a method returned, null if void, and the state after it. */
  record Outcome(@Nullable Object value, GuestState state) {}

  /**
   * Evaluates a call.
   *
   * @param arguments {@code this} first, unless the method is static
   * @throws NotEvaluable if it does what cannot be known before it runs
   */
  Outcome call(HandlerCode code, List<Object> arguments, GuestState state) {
    @Nullable Object[] locals = new @Nullable Object[Math.max(code.locals(), 1)];
    int slot = 0;
    for (Object argument : arguments) {
      locals[slot] = argument;
      slot += argument instanceof Node node && node.type() == 'J' ? 2 : 1;
    }
    return new Run(code).run(new Frame(locals, new ArrayDeque<>(), nodes.isTrue(), state));
  }

  /** One pass over one method. */
  private final class Run {
    private final HandlerCode code;
    private final @Nullable Frame[] waiting;
    private int at;
    private @Nullable Frame current;
    private @Nullable Frame returned;

    Run(HandlerCode code) {
      this.code = code;
      this.waiting = new @Nullable Frame[code.instructions().size() + 1];
    }

    Outcome run(Frame entry) {
      current = entry;
      for (at = 0; at < code.instructions().size(); at++) {
        Frame frame = meet(waiting[at], current);
        current = frame;
        if (frame != null) {
          execute(code.instructions().get(at), frame);
        }
      }
      Frame end = returned;
      if (end == null) {
        throw new NotEvaluable("never returns");
      }
      return new Outcome(end.stack.peek(), end.state);
    }

    private @Nullable Frame meet(@Nullable Frame first, @Nullable Frame second) {
      return first == null ? second : second == null ? first : first.merge(nodes, second);
    }

    private void wait(int target, Frame frame) {
      if (target <= at) {
        throw new NotEvaluable("a loop");
      }
      waiting[target] = meet(waiting[target], frame);
    }

    private void execute(Instruction instruction, Frame frame) {
      switch (instruction) {
        case LoadInstruction load -> frame.push(local(frame, load.slot()));
        case StoreInstruction store -> frame.locals[store.slot()] = frame.pop();
        case IncrementInstruction step ->
            frame.locals[step.slot()] =
                nodes.binary(
                    Op.IADD, (Node) local(frame, step.slot()), nodes.constant(step.constant()));
        case ConstantInstruction constant -> frame.push(constant(constant));
        case OperatorInstruction operator -> operate(operator, frame);
        case ConvertInstruction convert -> convert(convert, frame);
        case StackInstruction stack -> rearrange(stack.opcode(), frame);
        case FieldInstruction field -> field(field, frame);
        case ArrayLoadInstruction _ -> {
          int index = frame.popConstant();
          frame.push(processor.element(frame.pop(), index, frame.state));
        }
        case ArrayStoreInstruction _ -> {
          Node value = frame.popNode();
          int index = frame.popConstant();
          processor.setElement(frame.pop(), index, value, frame.state);
        }
        case InvokeInstruction invoke -> invoke(invoke, frame);
        case BranchInstruction branch -> branch(branch, frame);
        case TableSwitchInstruction table ->
            select(table.cases(), code.at(table.defaultTarget()), frame);
        case LookupSwitchInstruction table ->
            select(table.cases(), code.at(table.defaultTarget()), frame);
        case ReturnInstruction _ -> {
          returned = meet(returned, frame);
          current = null;
        }
        case NopInstruction _ -> {}
        default -> throw new NotEvaluable(instruction.opcode().toString());
      }
    }

    private Object local(Frame frame, int slot) {
      Object value = frame.locals[slot];
      if (value == null) {
        throw new NotEvaluable("a local that is not known");
      }
      return value;
    }

    private Node constant(ConstantInstruction constant) {
      return switch (constant.constantValue()) {
        case Integer value -> nodes.constant((int) value);
        case Long value -> nodes.constant((long) value);
        default -> throw new NotEvaluable("constant " + constant.constantValue());
      };
    }

    private void operate(OperatorInstruction operator, Frame frame) {
      Node b = frame.popNode();
      Op op =
          switch (operator.opcode()) {
            case IADD -> Op.IADD;
            case ISUB -> Op.ISUB;
            case IMUL -> Op.IMUL;
            case IAND -> Op.IAND;
            case IOR -> Op.IOR;
            case IXOR -> Op.IXOR;
            case ISHL -> Op.ISHL;
            case ISHR -> Op.ISHR;
            case IUSHR -> Op.IUSHR;
            case LADD -> Op.LADD;
            case LSUB -> Op.LSUB;
            case LMUL -> Op.LMUL;
            case LAND -> Op.LAND;
            case LOR -> Op.LOR;
            case LXOR -> Op.LXOR;
            case LSHL -> Op.LSHL;
            case LSHR -> Op.LSHR;
            case LUSHR -> Op.LUSHR;
            case LCMP -> Op.LCMP;
            case INEG, LNEG -> {
              boolean isInt = operator.opcode() == Opcode.INEG;
              frame.push(isInt ? nodes.constant(0) : nodes.constant(0L));
              yield isInt ? Op.ISUB : Op.LSUB;
            }
            default -> throw new NotEvaluable(operator.opcode().toString());
          };
      frame.push(nodes.binary(op, frame.popNode(), b));
    }

    private void convert(ConvertInstruction convert, Frame frame) {
      Node a = frame.popNode();
      frame.push(
          switch (convert.opcode()) {
            case I2L -> nodes.signExtend(a);
            case L2I -> nodes.lowInt(a);
            case I2B -> nodes.convert(Op.I2B, a);
            case I2S -> nodes.convert(Op.I2S, a);
            case I2C -> nodes.convert(Op.I2C, a);
            default -> throw new NotEvaluable(convert.opcode().toString());
          });
    }

    private void rearrange(Opcode opcode, Frame frame) {
      switch (opcode) {
        case POP -> frame.pop();
        case POP2 -> {
          if (!(frame.pop() instanceof Node node && node.type() == 'J')) {
            frame.pop();
          }
        }
        case DUP -> {
          Object top = frame.pop();
          frame.push(top);
          frame.push(top);
        }
        case DUP2 -> {
          Object top = frame.pop();
          if (top instanceof Node node && node.type() == 'J') {
            frame.push(top);
            frame.push(top);
          } else {
            Object below = frame.pop();
            frame.push(below);
            frame.push(top);
            frame.push(below);
            frame.push(top);
          }
        }
        default -> throw new NotEvaluable(opcode.toString());
      }
    }

    private void field(FieldInstruction field, Frame frame) {
      String name = field.name().stringValue();
      switch (field.opcode()) {
        case GETFIELD -> frame.push(processor.field(frame.pop(), name, frame.state));
        case PUTFIELD -> {
          Node value = frame.popNode();
          processor.setField(frame.pop(), name, value, frame.state);
        }
        default -> throw new NotEvaluable("static field " + name);
      }
    }

    private void branch(BranchInstruction branch, Frame frame) {
      int target = code.at(branch.target());
      Node condition =
          switch (branch.opcode()) {
            case GOTO, GOTO_W -> nodes.isTrue();
            case IFEQ -> compareWithZero(Comparison.EQ, frame);
            case IFNE -> compareWithZero(Comparison.NE, frame);
            case IFLT -> compareWithZero(Comparison.LT, frame);
            case IFGE -> compareWithZero(Comparison.GE, frame);
            case IFGT -> compareWithZero(Comparison.GT, frame);
            case IFLE -> compareWithZero(Comparison.LE, frame);
            case IF_ICMPEQ -> compareTop(Comparison.EQ, frame);
            case IF_ICMPNE -> compareTop(Comparison.NE, frame);
            case IF_ICMPLT -> compareTop(Comparison.LT, frame);
            case IF_ICMPGE -> compareTop(Comparison.GE, frame);
            case IF_ICMPGT -> compareTop(Comparison.GT, frame);
            case IF_ICMPLE -> compareTop(Comparison.LE, frame);
            default -> throw new NotEvaluable(branch.opcode().toString());
          };
      if (Nodes.isTrue(condition)) {
        wait(target, frame);
        current = null;
      } else if (!Nodes.isFalse(condition)) {
        wait(target, frame.branch(nodes, condition));
        current = frame.branch(nodes, nodes.not(condition));
      }
    }

    private Node compareWithZero(Comparison how, Frame frame) {
      return nodes.compare(how, frame.popNode(), nodes.constant(0));
    }

    private Node compareTop(Comparison how, Frame frame) {
      Node b = frame.popNode();
      return nodes.compare(how, frame.popNode(), b);
    }

    private void select(List<SwitchCase> cases, int defaultTarget, Frame frame) {
      int key = frame.popConstant();
      int target = defaultTarget;
      for (SwitchCase one : cases) {
        if (one.caseValue() == key) {
          target = code.at(one.target());
        }
      }
      wait(target, frame);
      current = null;
    }

    private void invoke(InvokeInstruction invoke, Frame frame) {
      boolean isStatic = invoke.opcode() == Opcode.INVOKESTATIC;
      int count = invoke.typeSymbol().parameterCount() + (isStatic ? 0 : 1);
      ArrayDeque<Object> arguments = new ArrayDeque<>();
      for (int i = 0; i < count; i++) {
        arguments.addFirst(frame.pop());
      }
      boolean certain = Nodes.isTrue(frame.path);
      Outcome outcome =
          processor.call(Evaluator.this, invoke, List.copyOf(arguments), frame.state, certain);
      Frame after = new Frame(frame.locals, frame.stack, frame.path, outcome.state());
      if (TypeKind.from(invoke.typeSymbol().returnType()) != TypeKind.VOID) {
        after.push(java.util.Objects.requireNonNull(outcome.value()));
      }
      current = after;
    }
  }
}
