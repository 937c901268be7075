package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stack of {@code %push} and {@code %pop}, whose contexts own {@code %$names}. */
final class Contexts {
  private static final int MAXIMUM_DEPTH = 1000;

  private static final class Context {
    String name;
    final int id;
    final Map<String, List<SingleLineMacro>> macros = new HashMap<>();

    Context(String name, int id) {
      this.name = name;
      this.id = id;
    }
  }

  private final List<Context> stack = new ArrayList<>();

  /** Opens a context; false if there are too many. */
  boolean push(String name, int id) {
    if (stack.size() >= MAXIMUM_DEPTH) {
      return false;
    }
    stack.add(new Context(name, id));
    return true;
  }

  boolean isEmpty() {
    return stack.isEmpty();
  }

  /** Name of the innermost context, empty if it has none. */
  String top() {
    return stack.getLast().name;
  }

  void pop() {
    stack.removeLast();
  }

  void rename(String name) {
    stack.getLast().name = name;
  }

  /** {@code %$name} without its signs; other names unchanged. */
  static String bareName(String name) {
    return name.startsWith("%$") ? name.substring(1 + dollars(name)) : name;
  }

  private static int dollars(String name) {
    int count = 0;
    while (1 + count < name.length() && name.charAt(1 + count) == '$') {
      count++;
    }
    return count;
  }

  private @Nullable Context of(String name) {
    int depth = dollars(name);
    return depth > stack.size() ? null : stack.get(stack.size() - depth);
  }

  /** The macros among which {@code %$name} is looked up; null for a name without context. */
  @Nullable Map<String, List<SingleLineMacro>> macros(String name, boolean own) {
    if (!name.startsWith("%$")) {
      return null;
    }
    Context context = of(name);
    if (context == null) {
      return own ? new HashMap<>() : Map.of();
    }
    return context.macros;
  }

  /** The label that {@code %$name} stands for; null if there is no such context. */
  @Nullable String label(String name) {
    Context context = of(name);
    return context == null ? null : "..@" + context.id + "." + bareName(name);
  }
}
