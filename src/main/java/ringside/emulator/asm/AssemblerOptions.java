package ringside.emulator.asm;

import java.util.Map;

/**
 * What a run may be told from outside.
 *
 * @param limits budgets
 * @param defines macros defined before the first line, as with {@code -D} of NASM
 * @param origin where the image begins unless the source says {@code org}
 * @param bits the mode before the first {@code bits}: 16, 32 or 64
 */
public record AssemblerOptions(Limits limits, Map<String, String> defines, long origin, int bits) {

  /** NASM's defaults: 16-bit code at address 0. */
  public static final AssemblerOptions DEFAULT =
      new AssemblerOptions(Limits.DEFAULT, Map.of(), 0, 16);

  public AssemblerOptions {
    defines = Map.copyOf(defines);
  }
}
