package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.engine.Node.Comparison;

/**
 * Writes the bytecode that computes nodes. What is used more than once is computed once and kept in
 * a local variable to the end of the block.
 */
final class ExpressionWriter {
  private static final ClassDesc INTEGER = ConstantDescs.CD_Integer;
  private static final ClassDesc LONG = ConstantDescs.CD_Long;
  private static final long LOW_32 = 0xFFFF_FFFFL;

  private final CodeBuilder code;
  private final Leaves leaves;
  private final List<Node> counted = new ArrayList<>();
  private final List<Node> kept = new ArrayList<>();

  ExpressionWriter(CodeBuilder code, Leaves leaves) {
    this.code = code;
    this.leaves = leaves;
  }

  // Use counts.

  /** Begins an instruction: forgets what was counted. */
  void begin() {
    counted.forEach(node -> node.uses = 0);
    counted.clear();
  }

  /** Announces a use. */
  void count(Node node) {
    if (node.uses++ == 0) {
      counted.add(node);
      for (Node input : node.in) {
        count(input);
      }
    }
  }

  /** Loads the leaves of a kind that are used more than once into variables. */
  void keepShared(Node.Op leaf) {
    for (Node node : List.copyOf(counted)) {
      if (node.op == leaf && node.uses > 1) {
        keep(node);
      }
    }
  }

  private static boolean isShared(Node node) {
    return node.uses > 1 && !node.isLeaf() && node.type() != 'Z';
  }

  // Code that may be passed by.

  /** Begins code that may be passed by. */
  int mark() {
    return kept.size();
  }

  /** Ends it: what was kept since the mark is not there for what follows. */
  void rollback(int mark) {
    while (kept.size() > mark) {
      kept.removeLast().home = -1;
    }
  }

  // Values.

  /** Pushes a value. */
  void push(Node node) {
    if (node.home >= 0) {
      load(node.type(), node.home);
      return;
    }
    if (node.isLeaf()) {
      leaf(node);
      return;
    }
    compute(node);
    if (isShared(node)) {
      if (node.type() == 'J') {
        code.dup2();
      } else {
        code.dup();
      }
      store(node);
    }
  }

  /** Computes a value into a variable of its own, if it is not in one. */
  void keep(Node node) {
    if (node.home < 0 && !node.isConstant()) {
      push(node);
      if (node.home < 0) {
        store(node);
      } else if (node.type() == 'J') {
        code.pop2();
      } else {
        code.pop();
      }
    }
  }

  /** Pops the value of {@code node} into a new variable, its home from now on. */
  void store(Node node) {
    node.home = leaves.temporary(node.type());
    kept.add(node);
    if (node.type() == 'J') {
      code.lstore(node.home);
    } else {
      code.istore(node.home);
    }
  }

  private void load(char type, int slot) {
    if (type == 'J') {
      code.lload(slot);
    } else {
      code.iload(slot);
    }
  }

  private void leaf(Node node) {
    if (node.stale) {
      throw new IllegalStateException(node.op + " " + node.value + " has changed");
    }
    switch (node.op) {
      case INT -> code.loadConstant((int) node.value);
      case LONG -> code.loadConstant(node.value);
      default -> leaves.push(code, node);
    }
  }

  private void compute(Node node) {
    if (node.op == Node.Op.SELECT) {
      select(node);
      return;
    }
    for (Node input : node.in) {
      push(input);
    }
    switch (node.op) {
      case IADD -> code.iadd();
      case ISUB -> code.isub();
      case IMUL -> code.imul();
      case IAND -> code.iand();
      case IOR -> code.ior();
      case IXOR -> code.ixor();
      case ISHL -> code.ishl();
      case ISHR -> code.ishr();
      case IUSHR -> code.iushr();
      case LADD -> code.ladd();
      case LSUB -> code.lsub();
      case LMUL -> code.lmul();
      case LAND -> code.land();
      case LOR -> code.lor();
      case LXOR -> code.lxor();
      case LSHL -> code.lshl();
      case LSHR -> code.lshr();
      case LUSHR -> code.lushr();
      case SIGN_EXTEND -> code.i2l();
      case ZERO_EXTEND -> code.i2l().loadConstant(LOW_32).land();
      case LOW_INT -> code.l2i();
      case I2B -> code.i2b();
      case I2S -> code.i2s();
      case I2C -> code.i2c();
      case LCMP -> code.lcmp();
      case CALL ->
          code.invokestatic(
              ClassDesc.ofInternalName(node.target.owner()),
              node.target.name(),
              node.target.type());
      default -> throw new IllegalStateException(node.op + " is no operation");
    }
  }

  private void select(Node node) {
    prepare(node);
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    branchUnless(node.in[0], otherwise);
    push(node.in[1]);
    code.goto_(end).labelBinding(otherwise);
    push(node.in[2]);
    code.labelBinding(end);
  }

  /** Computes what is shared below a node before the paths part. */
  private void prepare(Node node) {
    for (Node input : node.in) {
      if (input.home < 0) {
        prepare(input);
        if (isShared(input)) {
          keep(input);
        }
      }
    }
  }

  // Conditions.

  /** Goes to {@code target} if a condition holds. */
  void branchIf(Node condition, Label target) {
    prepare(condition);
    branch(condition, true, target);
  }

  /** Goes to {@code target} if a condition does not hold. */
  void branchUnless(Node condition, Label target) {
    prepare(condition);
    branch(condition, false, target);
  }

  private void branch(Node condition, boolean sense, Label target) {
    switch (condition.op) {
      case TRUE -> {
        if (sense) {
          code.goto_(target);
        }
      }
      case NOT -> branch(condition.in[0], !sense, target);
      case OR -> {
        if (sense) {
          branch(condition.in[0], true, target);
          branch(condition.in[1], true, target);
        } else {
          Label skip = code.newLabel();
          branch(condition.in[0], true, skip);
          branch(condition.in[1], false, target);
          code.labelBinding(skip);
        }
      }
      case COMPARE -> {
        Comparison how = condition.comparison();
        compare(condition.in[0], condition.in[1], sense ? how : how.inverse(), target);
      }
      default -> throw new IllegalStateException(condition.op + " is no condition");
    }
  }

  private void compare(Node a, Node b, Comparison how, Label target) {
    push(a);
    boolean isLong = a.type() == 'J';
    if (!isLong && b.isConstant(0) && how.ordinal() <= Comparison.LE.ordinal()) {
      compareWithZero(how, target);
      return;
    }
    push(b);
    if (how.ordinal() > Comparison.LE.ordinal()) {
      ClassDesc type = isLong ? ConstantDescs.CD_long : ConstantDescs.CD_int;
      code.invokestatic(
          isLong ? LONG : INTEGER,
          "compareUnsigned",
          MethodTypeDesc.of(ConstantDescs.CD_int, type, type));
      compareWithZero(how, target);
    } else if (isLong) {
      code.lcmp();
      compareWithZero(how, target);
    } else {
      switch (how) {
        case EQ -> code.if_icmpeq(target);
        case NE -> code.if_icmpne(target);
        case LT -> code.if_icmplt(target);
        case GE -> code.if_icmpge(target);
        case GT -> code.if_icmpgt(target);
        default -> code.if_icmple(target);
      }
    }
  }

  private void compareWithZero(Comparison how, Label target) {
    switch (how) {
      case EQ -> code.ifeq(target);
      case NE -> code.ifne(target);
      case LT, BELOW -> code.iflt(target);
      case GE, NOT_BELOW -> code.ifge(target);
      case GT, ABOVE -> code.ifgt(target);
      case LE, NOT_ABOVE -> code.ifle(target);
    }
  }
}
