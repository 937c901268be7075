package ringside.emulator.asm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One finished section.
 *
 * @param name as in the source
 * @param loadAddress where its bytes lie in the image; the image starts at its lowest one
 * @param address where its code believes to run ({@code vstart}); labels count from it
 * @param size in bytes
 * @param bytes its content; empty if {@code nobits}
 * @param nobits whether it only reserves space
 */
public record SectionImage(
    String name, long loadAddress, long address, long size, byte[] bytes, boolean nobits) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SectionImage section
        && name.equals(section.name)
        && loadAddress == section.loadAddress
        && address == section.address
        && size == section.size
        && nobits == section.nobits
        && Arrays.equals(bytes, section.bytes);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "%s at 0x%x, %d bytes".formatted(name, address, size);
  }
}
