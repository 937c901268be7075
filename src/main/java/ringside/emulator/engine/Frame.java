package ringside.emulator.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method in the course of its evaluation, on one path or on several that met again.
 *
 * <p>Values are {@link Node}s, or objects that are known: the instruction, the processor and its
 * parts.
 */
final class Frame {
  final @Nullable Object[] locals;
  final Deque<Object> stack;

  /** What holds if execution comes here, from the entry of the method. */
  final Node path;

  final GuestState state;

  Frame(@Nullable Object[] locals, Deque<Object> stack, Node path, GuestState state) {
    this.locals = locals;
    this.stack = stack;
    this.path = path;
    this.state = state;
  }

  /** The same place, if {@code condition} holds too; with a state of its own. */
  Frame branch(Nodes nodes, Node condition) {
    return new Frame(
        locals.clone(), new ArrayDeque<>(stack), nodes.and(path, condition), state.copy());
  }

  /** This path and another at the point where they meet. */
  Frame merge(Nodes nodes, Frame other) {
    @Nullable Object[] mergedLocals = new @Nullable Object[locals.length];
    for (int i = 0; i < locals.length; i++) {
      mergedLocals[i] = merge(nodes, locals[i], other.locals[i]);
    }
    List<Object> mine = new ArrayList<>(stack);
    List<Object> others = new ArrayList<>(other.stack);
    Deque<Object> mergedStack = new ArrayDeque<>();
    for (int i = 0; i < mine.size(); i++) {
      Object value = merge(nodes, mine.get(i), others.get(i));
      if (value == null) {
        throw new NotEvaluable("objects meet");
      }
      mergedStack.addLast(value);
    }
    return new Frame(
        mergedLocals,
        mergedStack,
        nodes.or(path, other.path),
        state.merge(nodes, path, other.state));
  }

  /** Null where what meets has nothing in common: then nobody reads it. */
  private @Nullable Object merge(Nodes nodes, @Nullable Object mine, @Nullable Object other) {
    if (mine instanceof Node a && other instanceof Node b) {
      return a.type() == b.type() ? nodes.select(path, a, b) : null;
    }
    return mine == other ? mine : null;
  }

  // The operand stack.

  void push(Object value) {
    stack.push(value);
  }

  Object pop() {
    return stack.pop();
  }

  Node popNode() {
    if (stack.pop() instanceof Node node) {
      return node;
    }
    throw new NotEvaluable("an object is computed with");
  }

  int popConstant() {
    Node node = popNode();
    if (!node.isConstant()) {
      throw new NotEvaluable("not known before it runs: " + node.op);
    }
    return (int) node.value;
  }
}
