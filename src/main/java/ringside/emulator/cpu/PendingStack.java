package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import org.jspecify.annotations.Nullable;
import ringside.emulator.bits.Bits;
import ringside.emulator.memory.PhysicalMemory;

/**
 * A stack that is written before it becomes the current one, so that a fault half-way leaves SS and
 * rSP as they were: the frames of event delivery and of far calls.
 */
final class PendingStack {
  private final LogicalProcessor cpu;
  private SegmentRegister segment;
  private int addressSize;
  private int cpl;
  private int errorCode;
  private long pointer;

  /** What the reserved part is in, if no push there can be anything but a store to memory. */
  private byte @Nullable [] page;

  private int offset;

  /** A stack that {@link #use} must name first. */
  PendingStack(LogicalProcessor cpu) {
    this.cpu = cpu;
    segment = cpu.segment(SS);
  }

  /**
   * Begins a stack.
   *
   * @param newSegment refreshed for the mode that will use it
   * @param size of addresses, 2 or 4; or 8, where neither limit nor base counts
   * @param level the privilege to write with
   * @param stackFault error code of the #SS that a push beyond the segment raises
   */
  PendingStack use(
      SegmentRegister newSegment, long newPointer, int size, int level, int stackFault) {
    segment = newSegment;
    pointer = newPointer;
    addressSize = size;
    cpl = level;
    errorCode = stackFault;
    page = null;
    return this;
  }

  /** Begins the current stack, to be written at the current privilege. */
  PendingStack useCurrent() {
    return use(cpu.segment(SS), cpu.registers[RSP], cpu.stackAddressSize(), cpu.cpl(), 0);
  }

  /** Looks for room for {@code bytes} bytes at once; without it each push looks by itself. */
  void reserve(int bytes) {
    long low = Bits.zeroExtend(pointer, addressSize) - bytes;
    long address = low;
    if (addressSize != 8) {
      if (low < 0 || !segment.mayWrite(low, bytes)) {
        return;
      }
      address = segment.linearBase() + low & 0xFFFF_FFFFL;
    }
    page = cpu.linear().pageToStore(cpl, address, bytes);
    offset = ((int) address & PhysicalMemory.PAGE_SIZE - 1) + bytes;
  }

  void push(int size, long value) {
    long top = Bits.zeroExtend(pointer - size, addressSize);
    byte[] reserved = page;
    if (reserved != null) {
      offset -= size;
      PhysicalMemory.put(reserved, offset, size, value);
    } else {
      long address = top;
      if (addressSize != 8) {
        if (!segment.mayWrite(top, size)) {
          throw cpu.fault(Vector.SS, errorCode);
        }
        address = segment.linearBase() + top & 0xFFFF_FFFFL;
      }
      cpu.linear().storeAt(cpl, address, size, value);
    }
    pointer = addressSize == 2 ? pointer & ~0xFFFFL | top : top;
  }

  long pointer() {
    return pointer;
  }

  SegmentRegister segment() {
    return segment;
  }
}
