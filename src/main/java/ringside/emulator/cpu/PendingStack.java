package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.bits.Bits;

/**
 * A stack that is written before it becomes the current one, so that a fault half-way leaves SS and
 * rSP as they were: the frames of event delivery and of far calls.
 */
final class PendingStack {
  private final LogicalProcessor cpu;
  private final SegmentRegister segment;
  private final int addressSize;
  private final int cpl;
  private final int errorCode;
  private long pointer;

  /**
   * A stack.
   *
   * @param segment refreshed for the mode that will use it
   * @param addressSize 2 or 4; or 8, where neither limit nor base counts
   * @param cpl the privilege to write with
   * @param errorCode of the #SS that a push beyond the segment raises
   */
  PendingStack(
      LogicalProcessor cpu,
      SegmentRegister segment,
      long pointer,
      int addressSize,
      int cpl,
      int errorCode) {
    this.cpu = cpu;
    this.segment = segment;
    this.pointer = pointer;
    this.addressSize = addressSize;
    this.cpl = cpl;
    this.errorCode = errorCode;
  }

  /** The current stack, to be written at the current privilege. */
  static PendingStack current(LogicalProcessor cpu) {
    return new PendingStack(
        cpu, cpu.segment(SS), cpu.registers[RSP], cpu.stackAddressSize(), cpu.cpl(), 0);
  }

  void push(int size, long value) {
    long top = Bits.zeroExtend(pointer - size, addressSize);
    long address = top;
    if (addressSize != 8) {
      if (!segment.mayWrite(top, size)) {
        throw cpu.fault(Vector.SS, errorCode);
      }
      address = segment.linearBase() + top & 0xFFFF_FFFFL;
    }
    cpu.linear().storeAt(cpl, address, size, value);
    pointer = addressSize == 2 ? pointer & ~0xFFFFL | top : top;
  }

  long pointer() {
    return pointer;
  }

  SegmentRegister segment() {
    return segment;
  }
}
