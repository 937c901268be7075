package ringside.emulator.engine;

import java.lang.constant.MethodTypeDesc;

/**
 * A value that compiled code will compute: a constant, something that it holds, or an operation on
 * other values. Nodes are made by {@link Nodes}, which makes equal ones once.
 */
final class Node {
  /** What a node is. The types are those of the JVM; {@code Z} is a condition, never a value. */
  enum Op {
    INT('I'),
    LONG('J'),
    /** A general register of 32-bit code. */
    REGISTER_INT('I'),
    /** A general register of 64-bit code. */
    REGISTER_LONG('J'),
    FLAG_INT('I'),
    FLAG_LONG('J'),
    /** RIP of the first byte of the page. */
    PAGE_RIP('J'),
    /** A number that an instruction brings along, {@link Literals}. */
    LITERAL('I'),
    /** What the load with number {@link Node#value} loaded. */
    LOADED('J'),
    IADD('I'),
    ISUB('I'),
    IMUL('I'),
    IAND('I'),
    IOR('I'),
    IXOR('I'),
    ISHL('I'),
    ISHR('I'),
    IUSHR('I'),
    LADD('J'),
    LSUB('J'),
    LMUL('J'),
    LAND('J'),
    LOR('J'),
    LXOR('J'),
    LSHL('J'),
    LSHR('J'),
    LUSHR('J'),
    SIGN_EXTEND('J'),
    ZERO_EXTEND('J'),
    LOW_INT('I'),
    I2B('I'),
    I2S('I'),
    I2C('I'),
    /** Three-way comparison, which only a comparison with 0 uses. */
    LCMP('I'),
    /** The second if the first, a condition, holds, else the third. */
    SELECT(' '),
    /** A static method of the JDK without side effect. */
    CALL(' '),
    /** Comparison of two values, {@link Comparison}. */
    COMPARE('Z'),
    NOT('Z'),
    OR('Z'),
    TRUE('Z');

    private final char type;

    Op(char type) {
      this.type = type;
    }
  }

  /** How two values are compared. */
  enum Comparison {
    EQ,
    NE,
    LT,
    GE,
    GT,
    LE,
    BELOW,
    NOT_BELOW,
    ABOVE,
    NOT_ABOVE;

    /** What holds if this does not. */
    Comparison inverse() {
      return switch (this) {
        case EQ -> NE;
        case NE -> EQ;
        case LT -> GE;
        case GE -> LT;
        case GT -> LE;
        case LE -> GT;
        case BELOW -> NOT_BELOW;
        case NOT_BELOW -> BELOW;
        case ABOVE -> NOT_ABOVE;
        case NOT_ABOVE -> ABOVE;
      };
    }

    boolean holds(long a, long b) {
      return switch (this) {
        case EQ -> a == b;
        case NE -> a != b;
        case LT -> a < b;
        case GE -> a >= b;
        case GT -> a > b;
        case LE -> a <= b;
        case BELOW -> Long.compareUnsigned(a, b) < 0;
        case NOT_BELOW -> Long.compareUnsigned(a, b) >= 0;
        case ABOVE -> Long.compareUnsigned(a, b) > 0;
        case NOT_ABOVE -> Long.compareUnsigned(a, b) <= 0;
      };
    }
  }

  /** A method that a {@link Op#CALL} node calls. */
  record Target(String owner, String name, MethodTypeDesc type) {}

  static final Target NO_TARGET = new Target("", "", MethodTypeDesc.ofDescriptor("()V"));

  final int id;
  final Op op;
  final Node[] in;

  /** Of a constant, its value; of a leaf, which one; of a comparison, how. */
  final long value;

  final Target target;

  /** Local variable that holds the value to the end of the block, or -1. */
  int home = -1;

  /** How often the code being written uses it. */
  int uses;

  /** Of a register or flag: it has changed since, and is not to be had unless it has a home. */
  boolean stale;

  Node(int id, Op op, long value, Target target, Node... in) {
    this.id = id;
    this.op = op;
    this.value = value;
    this.target = target;
    this.in = in;
  }

  /** {@code I}, {@code J} or {@code Z}. */
  char type() {
    return switch (op) {
      case SELECT -> in[1].type();
      case CALL -> target.type().returnType().descriptorString().charAt(0);
      default -> op.type;
    };
  }

  boolean isConstant() {
    return op == Op.INT || op == Op.LONG;
  }

  boolean isConstant(long number) {
    return isConstant() && value == number;
  }

  boolean isLeaf() {
    return in.length == 0;
  }

  Comparison comparison() {
    return Comparison.values()[(int) value];
  }
}
