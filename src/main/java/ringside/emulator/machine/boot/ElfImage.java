package ringside.emulator.machine.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The program headers of an ELF executable for x86 (System V ABI, "Object Files").
 *
 * @param is64Bit whether its code is for 64-bit mode
 * @param entry first instruction; its physical address where a segment tells one
 * @param pvhEntry what the note XEN_ELFNOTE_PHYS32_ENTRY says
 */
record ElfImage(boolean is64Bit, long entry, List<Segment> segments, OptionalLong pvhEntry) {
  private static final long MAGIC = 0x464C_457F;
  private static final int CLASS_64 = 2;
  private static final int MACHINE_386 = 3;
  private static final int MACHINE_X86_64 = 62;
  private static final int LOAD = 1;
  private static final int NOTE = 4;
  private static final int NOTE_PHYS32_ENTRY = 18;
  private static final long NAME_XEN = 0x006E_6558; // "Xen", and its zero

  /** One that is loaded: {@code content}, then zeros up to {@code size}. */
  record Segment(long physical, byte[] content, long size) {
    long end() {
      return physical + size;
    }
  }

  static boolean isOne(Bytes file) {
    return file.length() > 64 && file.u32(0) == MAGIC;
  }

  static ElfImage of(Bytes file) {
    int machine = file.u16(18);
    if (machine != MACHINE_386 && machine != MACHINE_X86_64) {
      throw new BootFailure("it is an ELF file for another processor: machine " + machine);
    }
    boolean wide = file.u8(4) == CLASS_64;
    long entry = wide ? file.u64(24) : file.u32(24);
    long headers = wide ? file.u64(32) : file.u32(28);
    int entrySize = file.u16(wide ? 54 : 42);
    int count = file.u16(wide ? 56 : 44);
    List<Segment> segments = new ArrayList<>();
    OptionalLong pvh = OptionalLong.empty();
    long physicalEntry = entry;
    for (int i = 0; i < count; i++) {
      long at = headers + (long) i * entrySize;
      int type = (int) file.u32(at);
      long offset = wide ? file.u64(at + 8) : file.u32(at + 4);
      long virtual = wide ? file.u64(at + 16) : file.u32(at + 8);
      long physical = wide ? file.u64(at + 24) : file.u32(at + 12);
      long inFile = wide ? file.u64(at + 32) : file.u32(at + 16);
      long inMemory = wide ? file.u64(at + 40) : file.u32(at + 20);
      if (type == LOAD && inMemory > 0) {
        segments.add(new Segment(physical, file.slice(offset, inFile), inMemory));
        if (Long.compareUnsigned(entry - virtual, inMemory) < 0) {
          physicalEntry = entry - virtual + physical;
        }
      } else if (type == NOTE && pvh.isEmpty()) {
        pvh = pvhEntry(new Bytes(file.slice(offset, inFile)));
      }
    }
    if (segments.isEmpty()) {
      throw new BootFailure("it is an ELF file with nothing to load");
    }
    return new ElfImage(machine == MACHINE_X86_64, physicalEntry, segments, pvh);
  }

  private static OptionalLong pvhEntry(Bytes notes) {
    long at = 0;
    while (at + 12 <= notes.length()) {
      long nameSize = notes.u32(at);
      long size = notes.u32(at + 4);
      long description = at + 12 + (nameSize + 3 & -4L);
      if (notes.u32(at + 8) == NOTE_PHYS32_ENTRY
          && nameSize == 4
          && notes.u32(at + 12) == NAME_XEN) {
        return OptionalLong.of(size == 8 ? notes.u64(description) : notes.u32(description));
      }
      at = description + (size + 3 & -4L);
    }
    return OptionalLong.empty();
  }

  /** The first address after all segments. */
  long end() {
    return segments.stream().mapToLong(Segment::end).max().orElseThrow();
  }
}
