package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import org.jspecify.annotations.Nullable;
import ringside.emulator.bits.Bits;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Pops several values of one size off the current stack. Where all of them are in one page of
 * ordinary memory it is looked up once, and rSP moves when the last is read.
 */
final class StackReader {
  private static final long SEGMENT_64K = 0x1_0000;

  private final LogicalProcessor cpu;
  private int size;
  private int bytes;
  private int left;
  private int offset;
  private byte @Nullable [] page;

  StackReader(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /** Begins to pop {@code count} values of {@code valueSize} bytes. */
  void begin(int valueSize, int count) {
    size = valueSize;
    left = count;
    page = null;
    bytes = valueSize * count;
    int addressSize = cpu.stackAddressSize();
    long top = Bits.zeroExtend(cpu.registers[RSP], addressSize);
    if (cpu.segment(SS).mayRead(top, bytes) && (addressSize != 2 || top + bytes <= SEGMENT_64K)) {
      long linear = cpu.linearAddress(SS, top);
      page = cpu.linear().pageToLoad(linear, bytes);
      offset = (int) linear & PhysicalMemory.PAGE_SIZE - 1;
    }
  }

  long pop() {
    byte[] found = page;
    if (found == null) {
      return cpu.pop(size);
    }
    long value = PhysicalMemory.get(found, offset, size);
    offset += size;
    if (--left == 0) {
      cpu.releaseStack(bytes);
    }
    return value;
  }
}
