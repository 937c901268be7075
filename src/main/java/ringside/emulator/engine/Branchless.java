package ringside.emulator.engine;

import ringside.emulator.engine.Node.Comparison;
import ringside.emulator.engine.Node.Op;

/**
 * Rewrites conditions and selections as arithmetic. The cases of a loop must not branch: HotSpot
 * takes a branch that it has never seen for one that does not happen, and compiles the whole loop
 * again when it does.
 */
final class Branchless {
  private final Nodes nodes;

  Branchless(Nodes nodes) {
    this.nodes = nodes;
  }

  /** The same value without selections. */
  Node value(Node node) {
    if (node.isLeaf()) {
      return node;
    }
    if (node.op == Op.SELECT) {
      return select(node);
    }
    Node[] in = new Node[node.in.length];
    for (int i = 0; i < in.length; i++) {
      in[i] = value(node.in[i]);
    }
    return nodes.rebuild(node, in);
  }

  private Node select(Node node) {
    boolean isLong = node.type() == 'J';
    Node a = value(node.in[1]);
    Node b = value(node.in[2]);
    Node condition = truth(node.in[0]);
    Node none = nodes.constant(0L);
    Node mask = nodes.binary(Op.LSUB, none, condition);
    if (!isLong) {
      mask = nodes.lowInt(mask);
    }
    Node differing = nodes.binary(isLong ? Op.LXOR : Op.IXOR, a, b);
    Node chosen = nodes.binary(isLong ? Op.LAND : Op.IAND, differing, mask);
    return nodes.binary(isLong ? Op.LXOR : Op.IXOR, chosen, b);
  }

  /** A long: 1 if the condition holds, else 0. */
  Node truth(Node condition) {
    return switch (condition.op) {
      case TRUE -> nodes.constant(1L);
      case NOT -> inverse(truth(condition.in[0]));
      case OR -> nodes.binary(Op.LOR, truth(condition.in[0]), truth(condition.in[1]));
      case COMPARE ->
          compare(condition.comparison(), value(condition.in[0]), value(condition.in[1]));
      default -> throw new NotEvaluable(condition.op + " is no condition");
    };
  }

  private Node inverse(Node truth) {
    return nodes.binary(Op.LXOR, truth, nodes.constant(1L));
  }

  private Node compare(Comparison how, Node a, Node b) {
    return switch (how) {
      case EQ -> inverse(differs(a, b));
      case NE -> differs(a, b);
      case LT -> less(a, b);
      case GE -> inverse(less(a, b));
      case GT -> less(b, a);
      case LE -> inverse(less(b, a));
      case BELOW -> below(a, b);
      case NOT_BELOW -> inverse(below(a, b));
      case ABOVE -> below(b, a);
      case NOT_ABOVE -> inverse(below(b, a));
    };
  }

  private Node topBit(Node value) {
    return nodes.binary(Op.LUSHR, value, nodes.constant(63));
  }

  private Node differs(Node a, Node b) {
    if (a.type() == 'I') {
      // The difference of two ints is not 0 if it or its negative, as a long, is negative.
      Node difference = nodes.zeroExtend(nodes.binary(Op.IXOR, a, b));
      return topBit(nodes.binary(Op.LSUB, nodes.constant(0L), difference));
    }
    Node difference = b.isConstant(0) ? a : nodes.binary(Op.LXOR, a, b);
    Node negative = nodes.binary(Op.LSUB, nodes.constant(0L), difference);
    return topBit(nodes.binary(Op.LOR, difference, negative));
  }

  private Node less(Node a, Node b) {
    if (a.type() == 'I') {
      return topBit(nodes.binary(Op.LSUB, nodes.signExtend(a), nodes.signExtend(b)));
    }
    if (b.isConstant(0)) {
      return topBit(a);
    }
    // The difference has the right sign unless the operands' signs differ: then it is a's.
    Node difference = nodes.binary(Op.LSUB, a, b);
    Node overflows =
        nodes.binary(Op.LAND, nodes.binary(Op.LXOR, a, b), nodes.binary(Op.LXOR, difference, a));
    return topBit(nodes.binary(Op.LXOR, difference, overflows));
  }

  private Node below(Node a, Node b) {
    if (a.type() == 'I') {
      return topBit(nodes.binary(Op.LSUB, nodes.zeroExtend(a), nodes.zeroExtend(b)));
    }
    Node ones = nodes.constant(-1L);
    Node notA = nodes.binary(Op.LXOR, a, ones);
    Node borrows =
        nodes.binary(Op.LAND, nodes.binary(Op.LOR, notA, b), nodes.binary(Op.LSUB, a, b));
    return topBit(nodes.binary(Op.LOR, nodes.binary(Op.LAND, notA, b), borrows));
  }
}
