package ringside.emulator.machine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest user space for a kernel: BusyBox and a script. */
final class UserSpace {
  /** An interactive shell on the console. */
  static final String SHELL =
      """
      #!/bin/sh
      /bin/busybox mount -t proc proc /proc
      /bin/busybox mount -t devtmpfs dev /dev
      /bin/busybox --install -s /bin
      exec setsid cttyhack sh -i
      """;

  static final String PROMPT = "/ # ";

  private UserSpace() {}

  /** An initial RAM disk with this script as init, to which files may be added. */
  static CpioArchive with(String init) throws Exception {
    Path busybox = DebianPackages.files("busybox-static", "bin/busybox").getFirst();
    return new CpioArchive()
        .directory("bin")
        .directory("proc")
        .directory("dev")
        .device("dev/console", 5, 1)
        .file("bin/busybox", Files.readAllBytes(busybox))
        .link("bin/sh", "busybox")
        .file("init", init.getBytes(StandardCharsets.US_ASCII));
  }
}
