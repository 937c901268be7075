package ringside.emulator.isa;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** All rows of a set of classes. Rows keep the order of the classes, methods sorted by name. */
public final class InstructionTable {
  private final List<InstructionRow> rows;
  private final List<Method> methods;

  private InstructionTable(List<InstructionRow> rows, List<Method> methods) {
    this.rows = List.copyOf(rows);
    this.methods = List.copyOf(methods);
  }

  /**
   * Reads the rows of every method with {@link Instruction}.
   *
   * @throws IllegalStateException if a row is not in the grammar, naming class, method and row
   */
  public static InstructionTable of(Class<?>... classes) {
    return of(Arrays.asList(classes));
  }

  /** Reads the rows of every method with {@link Instruction}, as {@link #of(Class...)}. */
  public static InstructionTable of(List<Class<?>> classes) {
    List<InstructionRow> rows = new ArrayList<>();
    List<Method> methods = new ArrayList<>();
    for (Class<?> owner : classes) {
      Method[] declared = owner.getDeclaredMethods();
      Arrays.sort(
          declared,
          Comparator.comparing(Method::getName)
              .thenComparing(method -> Arrays.toString(method.getParameterTypes())));
      for (Method method : declared) {
        Instruction annotation = method.getAnnotation(Instruction.class);
        if (annotation != null) {
          for (String line : annotation.value().lines().map(String::strip).toList()) {
            if (!line.isEmpty()) {
              rows.add(RowParser.parse(line, rows.size(), method, methods.size()));
            }
          }
          methods.add(method);
        }
      }
    }
    return new InstructionTable(rows, methods);
  }

  /** Every row; a row's id is its position. */
  public List<InstructionRow> rows() {
    return rows;
  }

  /** Every method that carries rows; {@link InstructionRow#methodId()} is the position. */
  public List<Method> methods() {
    return methods;
  }
}
