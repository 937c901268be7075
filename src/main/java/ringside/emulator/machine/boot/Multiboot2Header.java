package ringside.emulator.machine.boot;

import org.jspecify.annotations.Nullable;

/** The header of a Multiboot 2 kernel (Multiboot2 Specification 2.0, "OS image format"). */
record Multiboot2Header(int at, int length) {
  private static final long MAGIC = 0xE852_50D6L;
  private static final int SEARCHED = 32768;
  private static final int TAG_ADDRESS = 2;
  private static final int TAG_ENTRY = 3;

  static @Nullable Multiboot2Header find(Bytes file) {
    for (int at = 0; at + 16 <= Math.min(SEARCHED, file.length()); at += 8) {
      long length = file.u32(at + 8L);
      long sum = MAGIC + file.u32(at + 4L) + length + file.u32(at + 12L);
      if (file.u32(at) == MAGIC && (int) sum == 0) {
        return new Multiboot2Header(at, (int) length);
      }
    }
    return null;
  }

  /** Where the image goes, by an address tag or its ELF segments. */
  ElfImage image(Bytes file) {
    @Nullable ElfImage addressed = null;
    long entry = -1;
    long tag = at + 16L;
    while (tag + 8 <= at + (long) length && file.u16(tag) != 0) {
      int type = file.u16(tag);
      if (type == TAG_ADDRESS) {
        addressed =
            MultibootHeader.addressed(
                file,
                at,
                file.u32(tag + 8),
                file.u32(tag + 12),
                file.u32(tag + 16),
                file.u32(tag + 20),
                0);
      } else if (type == TAG_ENTRY) {
        entry = file.u32(tag + 8);
      }
      tag += Math.max(8, file.u32(tag + 4) + 7 & -8L);
    }
    ElfImage image = addressed != null ? addressed : ElfImage.of(file);
    return entry < 0 ? image : new ElfImage(false, entry, image.segments(), image.pvhEntry());
  }
}
