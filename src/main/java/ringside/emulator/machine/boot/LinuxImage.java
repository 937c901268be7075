package ringside.emulator.machine.boot;

/** The setup header of a Linux kernel (Linux, "The Linux/x86 Boot Protocol"). */
final class LinuxImage {
  private static final long MAGIC = 0x5372_6448; // "HdrS"
  private static final int MAGIC_AT = 0x202;

  private LinuxImage() {}

  static boolean isOne(Bytes file) {
    return file.length() > 0x1000 && file.u32(MAGIC_AT) == MAGIC;
  }
}
