package ringside.emulator.memory;

import ringside.emulator.bits.Bits;

/** A device at an interval of an address space. Accesses wider than the device are split. */
record Region(long first, long last, BusDevice device) {

  boolean contains(long address) {
    return Long.compareUnsigned(address - first, last - first) <= 0;
  }

  boolean overlaps(Region other) {
    return contains(other.first) || other.contains(first);
  }

  long read(long address, int size) {
    int offset = (int) (address - first);
    int width = device.width();
    if (size <= width) {
      return Bits.zeroExtend(device.read(offset, size), size);
    }
    long value = 0;
    for (int i = 0; i < size; i += width) {
      value |= Bits.zeroExtend(device.read(offset + i, width), width) << i * 8;
    }
    return value;
  }

  void write(long address, int size, long value) {
    int offset = (int) (address - first);
    int width = device.width();
    if (size <= width) {
      device.write(offset, size, Bits.zeroExtend(value, size));
      return;
    }
    for (int i = 0; i < size; i += width) {
      device.write(offset + i, width, Bits.zeroExtend(value >>> i * 8, width));
    }
  }
}
