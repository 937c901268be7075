package ringside.emulator.machine.boot;

/** What an image is, by what is in it. */
public enum ImageKind {
  /** Multiboot 1 header in the first 8 KiB. */
  MULTIBOOT,
  /** Multiboot 2 header in the first 32 KiB. */
  MULTIBOOT2,
  /** A Linux kernel with its setup header: bzImage. */
  LINUX,
  /** An ELF file with the PVH entry in a note. */
  PVH,
  /** Another ELF file. */
  ELF,
  /** A disk or floppy image with the boot signature 55 AA at the end of its first sector. */
  BOOT_SECTOR,
  /** Anything else: bytes to load and run. */
  FLAT;

  private static final int SIGNATURE_AT = 510;
  private static final int SIGNATURE = 0xAA55;

  /** Tells what an image is. */
  public static ImageKind of(byte[] image) {
    Bytes bytes = new Bytes(image);
    if (LinuxImage.isOne(bytes)) {
      return LINUX;
    }
    if (MultibootHeader.find(bytes) != null) {
      return MULTIBOOT;
    }
    if (Multiboot2Header.find(bytes) != null) {
      return MULTIBOOT2;
    }
    if (ElfImage.isOne(bytes)) {
      return ElfImage.of(bytes).pvhEntry().isPresent() ? PVH : ELF;
    }
    return image.length >= SIGNATURE_AT + 2 && bytes.u16(SIGNATURE_AT) == SIGNATURE
        ? BOOT_SECTOR
        : FLAT;
  }
}
