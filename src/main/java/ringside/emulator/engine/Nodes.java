package ringside.emulator.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.engine.Node.Comparison;
import ringside.emulator.engine.Node.Op;

/**
 * Makes the nodes of one block, and simplifies them: constants are computed, and what only concerns
 * the low 32 bits is computed in an int. The JVM's own compiler does the rest.
 */
final class Nodes {
  private static final long LOW_32 = 0xFFFF_FFFFL;

  private record Key(Op op, long value, Node.Target target, List<Integer> in) {}

  /**
   * What {@code destination - source} left in the flags: carry is the borrow, so that conditions
   * are comparisons of the operands.
   *
   * @param sign the material of SF that belongs to it
   */
  record Difference(Node destination, Node source, int size, Node sign) {}

  private final Map<Key, Node> nodes = new HashMap<>();
  private final Map<Node, Difference> differences = new HashMap<>();
  private final Set<Node> notZero = new HashSet<>();

  private Node make(Op op, long value, Node.Target target, Node... in) {
    List<Integer> ids = Arrays.stream(in).map(node -> node.id).toList();
    return nodes.computeIfAbsent(
        new Key(op, value, target, ids), _ -> new Node(nodes.size(), op, value, target, in));
  }

  private Node make(Op op, Node... in) {
    return make(op, 0, Node.NO_TARGET, in);
  }

  // Leaves.

  Node constant(int value) {
    return make(Op.INT, value, Node.NO_TARGET);
  }

  Node constant(long value) {
    return make(Op.LONG, value, Node.NO_TARGET);
  }

  Node leaf(Op op, long which) {
    return make(op, which, Node.NO_TARGET);
  }

  Node call(Node.Target target, Node... arguments) {
    return make(Op.CALL, 0, target, arguments);
  }

  /** From now on a value is known not to be 0. */
  void assumeNotZero(Node node) {
    notZero.add(node);
  }

  // Differences.

  /** Remembers that the flags whose carries are {@code carries} are those of a difference. */
  void note(Node carries, Difference difference) {
    differences.put(carries, difference);
  }

  @Nullable Difference difference(Node carries) {
    return differences.get(carries);
  }

  // Operations.

  /** The same operation on other values. */
  Node rebuild(Node node, Node[] in) {
    return switch (node.op) {
      case SIGN_EXTEND -> signExtend(in[0]);
      case ZERO_EXTEND -> zeroExtend(in[0]);
      case LOW_INT -> lowInt(in[0]);
      case I2B, I2S, I2C -> convert(node.op, in[0]);
      case CALL -> call(node.target, in);
      default -> in.length == 2 ? binary(node.op, in[0], in[1]) : make(node.op, in);
    };
  }

  Node binary(Op op, Node a, Node b) {
    if (a.isConstant() && b.isConstant()) {
      return fold(op, a.value, b.value);
    }
    if (a.isConstant() && commutes(op)) {
      return binary(op, b, a);
    }
    if (b.isConstant()) {
      Node simple = withConstant(op, a, b.value);
      return simple != null ? simple : make(op, a, b);
    }
    if (a == b && (op == Op.LXOR || op == Op.LSUB)) {
      return constant(0L);
    }
    if (a == b && (op == Op.IXOR || op == Op.ISUB)) {
      return constant(0);
    }
    return make(op, a, b);
  }

  private static boolean commutes(Op op) {
    return switch (op) {
      case IADD, IMUL, IAND, IOR, IXOR, LADD, LMUL, LAND, LOR, LXOR -> true;
      default -> false;
    };
  }

  private Node fold(Op op, long a, long b) {
    int i = (int) a;
    int j = (int) b;
    return switch (op) {
      case IADD -> constant(i + j);
      case ISUB -> constant(i - j);
      case IMUL -> constant(i * j);
      case IAND -> constant(i & j);
      case IOR -> constant(i | j);
      case IXOR -> constant(i ^ j);
      case ISHL -> constant(i << j);
      case ISHR -> constant(i >> j);
      case IUSHR -> constant(i >>> j);
      case LADD -> constant(a + b);
      case LSUB -> constant(a - b);
      case LMUL -> constant(a * b);
      case LAND -> constant(a & b);
      case LOR -> constant(a | b);
      case LXOR -> constant(a ^ b);
      case LSHL -> constant(a << j);
      case LSHR -> constant(a >> j);
      case LUSHR -> constant(a >>> j);
      case LCMP -> constant(Long.compare(a, b));
      default -> throw new IllegalArgumentException(op + " is not binary");
    };
  }

  /** {@code a op b} with a constant b in a simpler form, or null. */
  private @Nullable Node withConstant(Op op, Node a, long b) {
    if (a.op == Op.SELECT && a.in[1].isConstant() && a.in[2].isConstant()) {
      return select(a.in[0], fold(op, a.in[1].value, b), fold(op, a.in[2].value, b));
    }
    return switch (op) {
      case IADD, ISUB, LADD, LSUB -> b == 0 ? a : reassociate(op, a, b);
      case IOR, IXOR, LOR, LXOR -> b == 0 ? a : null;
      case IAND -> b == -1 ? a : b == 0 ? constant(0) : null;
      case IMUL, LMUL -> b == 1 ? a : null;
      case ISHL, ISHR, IUSHR -> (b & 0x1F) == 0 ? a : null;
      case LAND -> and(a, b);
      case LSHL, LSHR, LUSHR -> (b & 0x3F) == 0 ? a : shift(op, a, (int) b & 0x3F);
      default -> null;
    };
  }

  private @Nullable Node reassociate(Op op, Node a, long b) {
    if (op == Op.LSUB) {
      return binary(Op.LADD, a, constant(-b));
    }
    if (op == Op.LADD && a.op == Op.LADD && a.in[1].isConstant()) {
      return binary(Op.LADD, a.in[0], constant(a.in[1].value + b));
    }
    return null;
  }

  private @Nullable Node and(Node a, long mask) {
    if (mask == -1) {
      return a;
    }
    if (mask == 0) {
      return constant(0L);
    }
    if (a.op == Op.LAND && a.in[1].isConstant()) {
      return binary(Op.LAND, a.in[0], constant(a.in[1].value & mask));
    }
    if (mask == LOW_32) {
      return zeroExtend(lowInt(a));
    }
    if (a.op == Op.ZERO_EXTEND && mask > 0 && mask < LOW_32) {
      return zeroExtend(binary(Op.IAND, a.in[0], constant((int) mask)));
    }
    return null;
  }

  private @Nullable Node shift(Op op, Node a, int distance) {
    if (op == Op.LSHL) {
      // Only the low bits count: let them be computed in an int.
      return distance >= 32 && a.op != Op.SIGN_EXTEND
          ? make(Op.LSHL, signExtend(lowInt(a)), constant(distance))
          : null;
    }
    if (a.op == Op.LSHL && distance == 32 && a.in[1].isConstant(32)) {
      Node low = lowInt(a.in[0]);
      return op == Op.LSHR ? signExtend(low) : zeroExtend(low);
    }
    return null;
  }

  /** Sign extension of an int to a long. */
  Node signExtend(Node a) {
    return a.isConstant() ? constant((long) (int) a.value) : make(Op.SIGN_EXTEND, a);
  }

  /** Zero extension of an int to a long. */
  Node zeroExtend(Node a) {
    return a.isConstant() ? constant(a.value & LOW_32) : make(Op.ZERO_EXTEND, a);
  }

  /** Whether the upper half of a long is known to be empty. */
  static boolean fitsHalf(Node a) {
    return switch (a.op) {
      case LONG -> a.value >>> 32 == 0;
      case ZERO_EXTEND -> true;
      case LAND -> fitsHalf(a.in[0]) || fitsHalf(a.in[1]);
      case SELECT -> fitsHalf(a.in[1]) && fitsHalf(a.in[2]);
      default -> false;
    };
  }

  /** The low half of a long. */
  Node lowInt(Node a) {
    return switch (a.op) {
      case LONG -> constant((int) a.value);
      case ZERO_EXTEND, SIGN_EXTEND -> a.in[0];
      case LADD -> lowBinary(Op.IADD, a);
      case LSUB -> lowBinary(Op.ISUB, a);
      case LMUL -> lowBinary(Op.IMUL, a);
      case LAND -> lowBinary(Op.IAND, a);
      case LOR -> lowBinary(Op.IOR, a);
      case LXOR -> lowBinary(Op.IXOR, a);
      case LSHL -> lowShiftLeft(a);
      case LSHR, LUSHR -> lowShiftRight(a);
      case SELECT -> select(a.in[0], lowInt(a.in[1]), lowInt(a.in[2]));
      default -> make(Op.LOW_INT, a);
    };
  }

  private Node lowBinary(Op op, Node a) {
    return binary(op, lowInt(a.in[0]), lowInt(a.in[1]));
  }

  private Node lowShiftLeft(Node a) {
    if (!a.in[1].isConstant()) {
      return make(Op.LOW_INT, a);
    }
    int distance = (int) a.in[1].value & 0x3F;
    return distance >= 32 ? constant(0) : binary(Op.ISHL, lowInt(a.in[0]), constant(distance));
  }

  /** Where the bits that come in from above are the extension of an int. */
  private Node lowShiftRight(Node a) {
    Node value = a.in[0];
    boolean fits = a.in[1].isConstant() && (a.in[1].value & 0x3F) < 32;
    if (fits && value.op == Op.SIGN_EXTEND && a.op == Op.LSHR) {
      return binary(Op.ISHR, value.in[0], a.in[1]);
    }
    if (fits && value.op == Op.ZERO_EXTEND) {
      return binary(Op.IUSHR, value.in[0], a.in[1]);
    }
    return make(Op.LOW_INT, a);
  }

  Node convert(Op op, Node a) {
    if (!a.isConstant()) {
      return make(op, a);
    }
    int value = (int) a.value;
    return switch (op) {
      case I2B -> constant((byte) value);
      case I2S -> constant((short) value);
      case I2C -> constant((char) value);
      default -> throw new IllegalArgumentException(op + " is no conversion");
    };
  }

  // Conditions.

  Node isTrue() {
    return make(Op.TRUE);
  }

  Node compare(Comparison how, Node a, Node b) {
    if (a.isConstant() && b.isConstant()) {
      return how.holds(a.value, b.value) ? isTrue() : not(isTrue());
    }
    if (a.op == Op.LCMP && b.isConstant(0)) {
      return compare(how, a.in[0], a.in[1]);
    }
    if (b.isConstant(0) && notZero.contains(a) && (how == Comparison.EQ || how == Comparison.NE)) {
      return how == Comparison.NE ? isTrue() : not(isTrue());
    }
    if (b.isConstant()) {
      Node simple = compareWithConstant(how, a, b.value);
      if (simple != null) {
        return simple;
      }
    }
    return make(Op.COMPARE, how.ordinal(), Node.NO_TARGET, a, b);
  }

  private @Nullable Node compareWithConstant(Comparison how, Node a, long b) {
    if (a.op == Op.SELECT && a.in[1].isConstant() && a.in[2].isConstant()) {
      boolean first = how.holds(a.in[1].value, b);
      boolean second = how.holds(a.in[2].value, b);
      return first == second ? (first ? isTrue() : not(isTrue())) : first ? a.in[0] : not(a.in[0]);
    }
    if (b == 0 && (how == Comparison.LT || how == Comparison.GE)) {
      Node below = signOfFlags(a);
      if (below != null) {
        return how == Comparison.LT ? below : not(below);
      }
    }
    if (a.op == Op.SIGN_EXTEND && b == (int) b) {
      return compare(how, a.in[0], constant((int) b));
    }
    if (a.op == Op.LSHL && b == 0 && a.in[1].isConstant(32)) {
      return compare(how, lowInt(a.in[0]), constant(0));
    }
    return null;
  }

  /** Conditions on the flags of a difference, as a comparison of its operands; else null. */
  private @Nullable Node signOfFlags(Node a) {
    Difference carry = differences.get(a);
    if (carry != null && available(carry)) {
      return compareOperands(Comparison.BELOW, carry);
    }
    if (a.op != Op.LXOR || a.in[0].op != Op.LXOR) {
      return null;
    }
    Node sign = a.in[0].in[0];
    Node carries = a.in[0].in[1];
    Difference less = differences.get(carries);
    boolean overflow = a.in[1] == binary(Op.LSHL, carries, constant(1));
    return less != null && overflow && less.sign() == sign && available(less)
        ? compareOperands(Comparison.LT, less)
        : null;
  }

  private Node compareOperands(Comparison how, Difference difference) {
    Node a = difference.destination();
    Node b = difference.source();
    return switch (difference.size()) {
      case 8 -> compare(how, a, b);
      case 4 -> compare(how, lowInt(a), lowInt(b));
      default -> compare(how, extend(how, a, difference), extend(how, b, difference));
    };
  }

  private Node extend(Comparison how, Node a, Difference difference) {
    if (how == Comparison.BELOW) {
      return binary(Op.IAND, lowInt(a), constant(difference.size() == 1 ? 0xFF : 0xFFFF));
    }
    return convert(difference.size() == 1 ? Op.I2B : Op.I2S, lowInt(a));
  }

  private static boolean available(Difference difference) {
    return available(difference.destination()) && available(difference.source());
  }

  /** Whether a value can still be computed: registers that it depends on may have changed. */
  static boolean available(Node node) {
    if (node.home >= 0) {
      return true;
    }
    return !node.stale && Arrays.stream(node.in).allMatch(Nodes::available);
  }

  Node not(Node a) {
    return switch (a.op) {
      case NOT -> a.in[0];
      case COMPARE ->
          make(Op.COMPARE, a.comparison().inverse().ordinal(), Node.NO_TARGET, a.in[0], a.in[1]);
      default -> make(Op.NOT, a);
    };
  }

  Node or(Node a, Node b) {
    if (isTrue(a) || isTrue(b) || a == not(b)) {
      return isTrue();
    }
    if (isFalse(a) || a == b) {
      return b;
    }
    if (isFalse(b)) {
      return a;
    }
    if (b.op == Op.NOT && b.in[0].op == Op.OR && b.in[0].in[0] == a) {
      return or(a, not(b.in[0].in[1]));
    }
    return make(Op.OR, a, b);
  }

  Node and(Node a, Node b) {
    return not(or(not(a), not(b)));
  }

  static boolean isTrue(Node a) {
    return a.op == Op.TRUE;
  }

  static boolean isFalse(Node a) {
    return a.op == Op.NOT && a.in[0].op == Op.TRUE;
  }

  /** {@code a} if the condition holds, else {@code b}. */
  Node select(Node condition, Node a, Node b) {
    if (a == b || isTrue(condition)) {
      return a;
    }
    if (isFalse(condition)) {
      return b;
    }
    if (condition.op == Op.NOT) {
      return make(Op.SELECT, condition.in[0], b, a);
    }
    return make(Op.SELECT, condition, a, b);
  }
}
