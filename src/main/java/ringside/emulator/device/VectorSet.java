package ringside.emulator.device;

import java.util.List;

/** 256 bits, one a vector: an IRR, ISR or TMR. */
final class VectorSet {
  private final long[] words = new long[4];

  boolean contains(int vector) {
    return (words[vector >>> 6] >>> vector & 1) != 0;
  }

  void add(int vector) {
    words[vector >>> 6] |= 1L << vector;
  }

  void remove(int vector) {
    words[vector >>> 6] &= ~(1L << vector);
  }

  void set(int vector, boolean on) {
    if (on) {
      add(vector);
    } else {
      remove(vector);
    }
  }

  void clear() {
    java.util.Arrays.fill(words, 0);
  }

  /** The highest vector, or -1. */
  int highest() {
    for (int i = words.length - 1; i >= 0; i--) {
      if (words[i] != 0) {
        return i * 64 + 63 - Long.numberOfLeadingZeros(words[i]);
      }
    }
    return -1;
  }

  /** One of the eight 32-bit registers that the set is read through. */
  long register(int index) {
    return words[index >>> 1] >>> (index & 1) * 32 & 0xFFFF_FFFFL;
  }

  List<Long> save() {
    return List.of(words[0], words[1], words[2], words[3]);
  }

  void restore(List<Long> saved) {
    for (int i = 0; i < words.length; i++) {
      words[i] = saved.get(i);
    }
  }
}
