package ringside.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;

/** Kernels that others wrote, as Debian ships them, boot to where they are of use. */
@Tag("conformance")
class KernelsTest {
  private static final String INIT =
      """
      #!/bin/sh
      /bin/busybox mount -t proc proc /proc
      /bin/busybox --install -s /bin
      exec setsid cttyhack sh -i
      """;

  private static final String PROMPT = "/ # ";
  private static final long SLICE = 2_000_000;
  private static final long FREQUENCY = 100_000_000;

  private final StringBuilder console = new StringBuilder();
  private int read;

  private Machine machine(CpuModel model, Board.Kind kind, long mebibytes) {
    Machine machine =
        new Machine(
            MachineConfiguration.of(model, Preset.REAL, 0)
                .withMemory(mebibytes << 20)
                .withFrequency(FREQUENCY)
                .withBoard(Board.of(kind)));
    machine.setOutput(character -> console.append((char) character));
    return machine;
  }

  private static BootModule ramDisk() throws Exception {
    Path busybox = DebianPackages.files("busybox-static", "bin/busybox").getFirst();
    byte[] archive =
        new CpioArchive()
            .directory("bin")
            .directory("proc")
            .directory("dev")
            .device("dev/console", 5, 1)
            .file("bin/busybox", Files.readAllBytes(busybox))
            .link("bin/sh", "busybox")
            .file("init", INIT.getBytes(StandardCharsets.US_ASCII))
            .bytes();
    return new BootModule(archive, "initrd");
  }

  /** Runs until the console shows {@code text} after what was seen before. */
  private void until(Machine machine, String text, long ticks) {
    long end = machine.ticks() + ticks;
    while (console.indexOf(text, read) < 0) {
      RunOutcome outcome = machine.run(SLICE);
      assertThat(outcome).as(this::last).isInstanceOf(RunOutcome.TickLimit.class);
      assertThat(machine.ticks()).as(this::last).isLessThan(end);
    }
    read = console.indexOf(text, read) + text.length();
  }

  /** What the console showed last. */
  private String last() {
    return console.substring(Math.max(0, console.length() - 2000));
  }

  private static void type(Machine machine, String line) {
    for (byte each : (line + "\n").getBytes(StandardCharsets.US_ASCII)) {
      machine.type(new Input(machine.now(), each));
    }
  }

  private static RunOutcome end(Machine machine, long ticks) {
    return machine.run(ticks);
  }

  @ParameterizedTest
  @CsvSource({
    "intel-skylake, PC, poweroff -f, PowerOff",
    "intel-skylake, ISAPC, reboot -f, Reset",
    "amd-zen, PC, poweroff -f, PowerOff"
  })
  void linuxBootsToAShellThatRunsCommands(
      String cpu, Board.Kind kind, String farewell, String outcome) throws Exception {
    Path kernel = DebianPackages.files("linux-image-cloud-amd64", "boot/vmlinuz").getFirst();
    CpuModel model =
        CpuModel.ALL.stream().filter(each -> each.name().equals(cpu)).findFirst().orElseThrow();
    Machine machine = machine(model, kind, 256);
    BootImage.load(
        machine,
        Files.readAllBytes(kernel),
        "vmlinuz",
        "console=ttyS0 cryptomgr.notests",
        List.of(ramDisk()));

    until(machine, PROMPT, 3_000_000_000L);
    type(machine, "echo $((6 * 7)); grep -c ^processor /proc/cpuinfo; seq 1 1000 | md5sum");

    until(machine, "42\r\n1\r\n53d025127ae99ab79e8502aae2d9bea6", 200_000_000);
    until(machine, PROMPT, 200_000_000);
    type(machine, farewell);
    assertThat(end(machine, 300_000_000).getClass().getSimpleName())
        .as(this::last)
        .isEqualTo(outcome);
  }

  @Test
  void memtestPassesItsFirstTests() throws Exception {
    Path image = DebianPackages.files("memtest86+", "boot/memtest86+x64.bin").getFirst();
    Machine machine = machine(CpuModel.INTEL_SKYLAKE, Board.Kind.PC, 16);
    BootImage.load(machine, Files.readAllBytes(image), "memtest", "", List.of());

    for (int slice = 0; slice < 2000 && !screen(machine).contains("Test #2"); slice++) {
      assertThat(machine.run(SLICE)).isInstanceOf(RunOutcome.TickLimit.class);
    }

    assertThat(screen(machine)).contains("Test #2").containsPattern("Errors: *0");
  }

  private static String screen(Machine machine) {
    return String.join("\n", machine.screen());
  }

  @Test
  void xenBootsADomainZeroToItsUserSpace() throws Exception {
    Path xen =
        DebianPackages.files("xen-hypervisor-4.17-amd64", "boot/xen-4.17-amd64.gz").getFirst();
    Path kernel = DebianPackages.files("linux-image-amd64", "boot/vmlinuz").getFirst();
    Machine machine = machine(CpuModel.INTEL_SKYLAKE, Board.Kind.PC, 512);
    byte[] image = unzip(xen);
    BootModule domain =
        new BootModule(Files.readAllBytes(kernel), "vmlinuz console=hvc0 cryptomgr.notests");
    BootImage.load(
        machine,
        image,
        "xen",
        "console=com1 com1=115200,8n1 dom0_mem=256M",
        List.of(domain, ramDisk()));

    until(machine, "*** Building a PV Dom0 ***", 4_000_000_000L);
    until(machine, PROMPT, 20_000_000_000L);
    type(machine, "cat /proc/cmdline; dmesg | grep -c Xen");
    until(machine, "console=hvc0", 500_000_000);
  }

  private static byte[] unzip(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
