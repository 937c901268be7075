package ringside.emulator.machine.boot;

import java.util.Arrays;
import ringside.emulator.memory.PhysicalMemory;

/** Little-endian fields of a file. Reading beyond its end is a {@link BootFailure}. */
final class Bytes {
  private final byte[] content;

  Bytes(byte[] content) {
    this.content = content;
  }

  int length() {
    return content.length;
  }

  private void require(long at, long size) {
    if (at < 0 || at > content.length - size) {
      throw new BootFailure("the file ends before offset 0x%x".formatted(at + size));
    }
  }

  int u8(long at) {
    require(at, 1);
    return content[(int) at] & 0xFF;
  }

  int u16(long at) {
    require(at, 2);
    return (int) PhysicalMemory.get(content, (int) at, 2);
  }

  long u32(long at) {
    require(at, 4);
    return PhysicalMemory.get(content, (int) at, 4);
  }

  long u64(long at) {
    require(at, 8);
    return PhysicalMemory.get(content, (int) at, 8);
  }

  byte[] slice(long at, long length) {
    require(at, length);
    return Arrays.copyOfRange(content, (int) at, (int) (at + length));
  }
}
