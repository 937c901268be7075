package ringside.emulator.asm;

import org.jspecify.annotations.Nullable;

/**
 * A name that the source defines.
 *
 * @param name full name: {@code main.loop} for the local label {@code .loop} behind {@code main}
 * @param value address or number
 * @param kind whether it marks a place
 * @param section the section of a label; null for a number
 * @param range where it is defined
 */
public record Symbol(
    String name, long value, Kind kind, @Nullable String section, SourceRange range) {

  /** What a symbol stands for. */
  public enum Kind {
    /** A place in the image. */
    LABEL,
    /** A number: {@code equ}, or a field of a {@code struc}. */
    CONSTANT
  }
}
