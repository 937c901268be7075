package ringside.emulator.machine.boot;

import org.jspecify.annotations.Nullable;

/** The header of a Multiboot 1 kernel (Multiboot Specification 0.6.96, "OS image format"). */
record MultibootHeader(int at, int flags) {
  private static final long MAGIC = 0x1BAD_B002L;
  private static final int SEARCHED = 8192;

  /** Modules have to begin at page boundaries. */
  static final int FLAG_ALIGN_MODULES = 1;

  /** The header itself says where the image goes. */
  static final int FLAG_ADDRESSES = 1 << 16;

  /** Flags that a loader must refuse if it does not know them. */
  private static final int REQUIRED = 0xFFFF;

  private static final int KNOWN = 7;

  static @Nullable MultibootHeader find(Bytes file) {
    for (int at = 0; at + 12 <= Math.min(SEARCHED, file.length()); at += 4) {
      long flags = file.u32(at + 4L);
      if (file.u32(at) == MAGIC && (int) (MAGIC + flags + file.u32(at + 8L)) == 0) {
        return new MultibootHeader(at, (int) flags);
      }
    }
    return null;
  }

  /** Where the image goes, by its own addresses or those of its ELF segments. */
  ElfImage image(Bytes file) {
    if ((flags & REQUIRED & ~KNOWN) != 0) {
      throw new BootFailure(
          "its multiboot header asks for unknown features: flags 0x%x".formatted(flags));
    }
    if ((flags & FLAG_ADDRESSES) == 0) {
      return ElfImage.of(file);
    }
    return addressed(
        file,
        at,
        file.u32(at + 12L),
        file.u32(at + 16L),
        file.u32(at + 20L),
        file.u32(at + 24L),
        file.u32(at + 28L));
  }

  /** The image that the address fields of a header describe; both versions have the same. */
  static ElfImage addressed(
      Bytes file, int at, long header, long load, long loadEnd, long bssEnd, long entry) {
    long offset = load == 0xFFFF_FFFFL ? 0 : at - (header - load);
    long start = load == 0xFFFF_FFFFL ? header - at : load;
    long inFile = loadEnd == 0 ? file.length() - offset : loadEnd - start;
    long size = Math.max(inFile, bssEnd == 0 ? 0 : bssEnd - start);
    byte[] content = file.slice(offset, Math.min(inFile, file.length() - offset));
    return new ElfImage(
        false,
        entry,
        java.util.List.of(new ElfImage.Segment(start, content, size)),
        java.util.OptionalLong.empty());
  }
}
