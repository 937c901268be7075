package ringside.lab.conformance;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instruction captured in real-address mode.
 *
 * @param i index in the form
 * @param n disassembly
 * @param b instruction bytes in hexadecimal
 * @param s initial state
 * @param f final state, only what changed
 * @param x vector and linear address of the pushed FLAGS, if an exception or interrupt was taken
 */
record RealModeVector(int i, String n, String b, State s, State f, int @Nullable [] x) {

  /** The instruction, without the HLT that ends it in the 286 set. */
  byte[] code(VectorForm form) {
    return HexFormat.of().parseHex(form.is8086() ? b : b.substring(0, b.length() - 2));
  }

  /** Registers by name, and memory runs. */
  record State(Map<String, Integer> r, List<Run> m) {}

  /** Bytes at a linear address. */
  record Run(long address, byte[] bytes) {
    @JsonCreator
    static Run of(List<Object> pair) {
      return new Run(
          ((Number) pair.get(0)).longValue(), HexFormat.of().parseHex((String) pair.get(1)));
    }
  }
}
