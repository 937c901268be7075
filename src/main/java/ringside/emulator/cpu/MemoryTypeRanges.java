package ringside.emulator.cpu;

import java.util.Arrays;

/**
 * The memory type range registers (SDM, "Memory Type Range Registers (MTRRs)"). They hold what
 * software writes; memory here has no caches whose behaviour they could change.
 */
final class MemoryTypeRanges {
  private static final int IA32_MTRRCAP = 0xFE;
  private static final int IA32_MTRR_PHYSBASE0 = 0x200;
  private static final int IA32_MTRR_DEF_TYPE = 0x2FF;
  private static final int VARIABLE = 8;

  /** IA32_MTRR_FIX64K_00000, the two of 16 KiB, and the eight of 4 KiB. */
  private static final int[] FIXED = {
    0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F
  };

  private static final long CAPABILITIES = 1 << 10 | 1 << 8 | VARIABLE; // write combining, fixed
  private static final long DEF_TYPE_WRITABLE = 0xCFF;
  private static final long MASK_VALID = 1 << 11;
  private static final int REGISTERS = 2 * VARIABLE + FIXED.length + 1;

  private final LogicalProcessor cpu;
  private final long[] values = new long[REGISTERS];

  MemoryTypeRanges(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  boolean has(int index) {
    return cpu.model().has(CpuFeature.MTRR) && (index == IA32_MTRRCAP || slot(index) >= 0);
  }

  private static int slot(int index) {
    if (index >= IA32_MTRR_PHYSBASE0 && index < IA32_MTRR_PHYSBASE0 + 2 * VARIABLE) {
      return index - IA32_MTRR_PHYSBASE0;
    }
    if (index == IA32_MTRR_DEF_TYPE) {
      return REGISTERS - 1;
    }
    int fixed = Arrays.binarySearch(FIXED, index);
    return fixed < 0 ? -1 : 2 * VARIABLE + fixed;
  }

  /** A register that {@link #has} knows. */
  long read(int index) {
    return index == IA32_MTRRCAP ? CAPABILITIES : values[slot(index)];
  }

  /**
   * WRMSR.
   *
   * @throws ProcessorFault #GP(0) for a memory type that does not exist, and for reserved bits
   */
  void write(int index, long value) {
    long address = (1L << cpu.model().physicalAddressBits()) - 1 & -4096L;
    boolean valid;
    if (index == IA32_MTRRCAP) {
      valid = false;
    } else if (index == IA32_MTRR_DEF_TYPE) {
      valid = (value & ~DEF_TYPE_WRITABLE) == 0 && isType(value);
    } else if (slot(index) >= 2 * VARIABLE) {
      valid = areTypes(value);
    } else if ((index & 1) == 0) {
      valid = (value & ~(address | 0xFF)) == 0 && isType(value);
    } else {
      valid = (value & ~(address | MASK_VALID)) == 0;
    }
    if (!valid) {
      throw cpu.fault(Vector.GP);
    }
    values[slot(index)] = value;
  }

  private static boolean areTypes(long value) {
    for (int shift = 0; shift < 64; shift += 8) {
      if (!isType(value >>> shift)) {
        return false;
      }
    }
    return true;
  }

  /** UC, WC, WT, WP or WB. */
  private static boolean isType(long value) {
    int type = (int) value & 0xFF;
    return type <= 6 && type != 2 && type != 3;
  }

  long[] save() {
    return cpu.model().has(CpuFeature.MTRR) ? values.clone() : new long[0];
  }

  void restore(long[] saved) {
    System.arraycopy(saved, 0, values, 0, saved.length);
  }
}
