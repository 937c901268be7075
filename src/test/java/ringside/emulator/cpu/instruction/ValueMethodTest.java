package ringside.emulator.cpu.instruction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.isa.Instruction;

/** Results and flags of value methods, as silicon gave them. */
class ValueMethodTest {
  static List<String> rows() throws IOException {
    try (InputStream rows = Alu.class.getResourceAsStream("value-methods.txt")) {
      String text = new String(Objects.requireNonNull(rows).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void givesWhatSiliconGave(String row) throws ReflectiveOperationException {
    String[] words = row.split(" ");
    int size = Integer.parseInt(words[1]);
    Object[] operands =
        Arrays.stream(words[2].split(",")).map(word -> Long.parseUnsignedLong(word, 16)).toArray();
    Alu alu = new Alu();
    alu.setSize(size);
    alu.setStatusFlags(Long.parseLong(words[3], 16));
    Object result = invoke(words[0], alu, operands);
    if (!words[5].equals("-")) {
      long expected = Long.parseUnsignedLong(words[5], 16);
      assertEquals(expected, Bits.zeroExtend((Long) result, size), "result");
    }
    long defined = Long.parseLong(words[7], 16);
    assertEquals(Long.parseLong(words[6], 16), alu.statusFlags() & defined, "status flags");
  }

  private static Object invoke(String name, Alu alu, Object[] operands)
      throws ReflectiveOperationException {
    for (Class<?> topic : InstructionSet.CLASSES) {
      for (Method method : topic.getDeclaredMethods()) {
        boolean withAlu = method.getParameterCount() == operands.length + 1;
        if (method.getName().equals(name)
            && method.isAnnotationPresent(Instruction.class)
            && (withAlu || method.getParameterCount() == operands.length)) {
          Object[] arguments = operands;
          if (withAlu) {
            arguments = new Object[operands.length + 1];
            arguments[0] = alu;
            System.arraycopy(operands, 0, arguments, 1, operands.length);
          }
          return method.invoke(null, arguments);
        }
      }
    }
    throw new NoSuchMethodException(name);
  }
}
