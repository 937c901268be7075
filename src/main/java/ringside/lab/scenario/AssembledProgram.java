package ringside.lab.scenario;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.Scenario.Program;

/**
 * A program of one run, as bytes.
 *
 * @param image loaded at {@link Program#at}
 * @param symbols values by name; local labels with their parent: {@code again.skip}
 * @param lines every source line, includes in place
 */
public record AssembledProgram(
    Program program, byte[] image, Map<String, Long> symbols, List<Line> lines) {

  /**
   * A source line.
   *
   * @param line 1-based
   * @param address of its first byte; empty where it makes none
   * @param length bytes that it makes
   */
  public record Line(String file, int line, String text, OptionalLong address, int length) {}

  /** Address behind the last byte. */
  public long end() {
    return program.at() + image.length;
  }

  /** Whether an address is inside. */
  public boolean contains(long address) {
    return address >= program.at() && address < end();
  }

  /** The source line that made the byte at an address, or null. */
  public @Nullable Line lineAt(long address) {
    for (Line line : lines) {
      if (line.address().isPresent()
          && address >= line.address().getAsLong()
          && address < line.address().getAsLong() + line.length()) {
        return line;
      }
    }
    return null;
  }
}
