package ringside.emulator.machine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An initial RAM disk in cpio's "newc" format (Linux, "initramfs buffer format"). */
final class CpioArchive {
  private static final int DIRECTORY = 0x4000;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int FILE = 0x8000;
  private static final int LINK = 0xA000;
  private static final int EXECUTABLE = 0755;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int inode = 1;

  CpioArchive directory(String name) {
    return entry(name, DIRECTORY | EXECUTABLE, new byte[0], 0, 0);
  }

  CpioArchive file(String name, byte[] content) {
    return entry(name, FILE | EXECUTABLE, content, 0, 0);
  }

  CpioArchive link(String name, String target) {
    return entry(name, LINK | 0777, target.getBytes(StandardCharsets.US_ASCII), 0, 0);
  }

  CpioArchive device(String name, int major, int minor) {
    return entry(name, CHARACTER_DEVICE | 0600, new byte[0], major, minor);
  }

  private CpioArchive entry(String name, int mode, byte[] content, int major, int minor) {
    byte[] zeroEnded = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    int[] fields = {
      inode++, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, zeroEnded.length, 0
    };
    bytes.writeBytes("070701".getBytes(StandardCharsets.US_ASCII));
    for (int field : fields) {
      bytes.writeBytes("%08X".formatted(field).getBytes(StandardCharsets.US_ASCII));
    }
    bytes.writeBytes(zeroEnded);
    align();
    bytes.writeBytes(content);
    align();
    return this;
  }

  private void align() {
    bytes.writeBytes(new byte[-bytes.size() & 3]);
  }

  byte[] bytes() {
    return entry("TRAILER!!!", 0, new byte[0], 0, 0).bytes.toByteArray();
  }
}
