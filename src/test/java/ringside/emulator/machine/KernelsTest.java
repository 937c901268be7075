package ringside.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.TakesLong;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;

/** Kernels that others wrote, as Debian ships them, boot to where they are of use. */
@TakesLong
class KernelsTest {
  private static final long SLICE = 2_000_000;

  private static BootModule ramDisk() throws Exception {
    return new BootModule(UserSpace.with(UserSpace.SHELL).bytes(), "initrd");
  }

  private static RunOutcome end(Machine machine, long ticks) {
    return machine.run(ticks);
  }

  @ParameterizedTest
  @CsvSource({
    "intel-skylake, PC, 256, poweroff -f, PowerOff",
    "intel-skylake, ISAPC, 256, reboot -f, Reset",
    "amd-zen, PC, 6144, poweroff -f, PowerOff"
  })
  void linuxBootsToAShellThatRunsCommands(
      String cpu, Board.Kind kind, long mebibytes, String farewell, String outcome)
      throws Exception {
    Path kernel = DebianPackages.files("linux-image-cloud-amd64", "boot/vmlinuz").getFirst();
    CpuModel model =
        CpuModel.ALL.stream().filter(each -> each.name().equals(cpu)).findFirst().orElseThrow();
    SerialConsole console = new SerialConsole(model, kind, mebibytes);
    Machine machine = console.machine;
    BootImage.load(
        machine,
        Files.readAllBytes(kernel),
        "vmlinuz",
        "console=ttyS0 cryptomgr.notests",
        List.of(ramDisk()));

    console.until(UserSpace.PROMPT, 3_000_000_000L);
    console.type("echo $((6 * 7)); grep -c ^processor /proc/cpuinfo; seq 1 1000 | md5sum");

    console.until("42\r\n1\r\n53d025127ae99ab79e8502aae2d9bea6", 200_000_000);
    console.until(UserSpace.PROMPT, 200_000_000);
    console.type("grep MemTotal /proc/meminfo");
    console.until("MemTotal:", 200_000_000);
    long kibibytes = Long.parseLong(console.until("kB", 200_000_000).strip());
    assertThat(kibibytes).isBetween(mebibytes * 1024 * 3 / 4, mebibytes * 1024);
    console.until(UserSpace.PROMPT, 200_000_000);
    console.type(farewell);
    assertThat(end(machine, 300_000_000).getClass().getSimpleName())
        .as(console::last)
        .isEqualTo(outcome);
  }

  @Test
  void memtestPassesItsFirstTests() throws Exception {
    Path image = DebianPackages.files("memtest86+", "boot/memtest86+x64.bin").getFirst();
    Machine machine = new SerialConsole(CpuModel.INTEL_SKYLAKE, Board.Kind.PC, 16).machine;
    BootImage.load(machine, Files.readAllBytes(image), "memtest", "", List.of());

    for (int slice = 0; slice < 2000 && !screen(machine).contains("Test #2"); slice++) {
      assertThat(machine.run(SLICE)).isInstanceOf(RunOutcome.TickLimit.class);
    }

    assertThat(screen(machine)).contains("Test #2").containsPattern("Errors: *0");
  }

  /** By INT 13h alone: sectors by cylinder and head from a floppy, by number from a disk. */
  @ParameterizedTest
  @CsvSource({"ISAPC, floppy.img", "PC, cdrom.iso"})
  void grubBootsFromADriveToItsMenu(Board.Kind kind, String name) throws Exception {
    Path file =
        DebianPackages.files("grub-rescue-pc", "usr/lib/grub-rescue/grub-rescue-" + name)
            .getFirst();
    List<byte[]> image = List.of(Files.readAllBytes(file));
    boolean floppy = kind == Board.Kind.ISAPC;
    Machine machine =
        new Machine(
            MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, Preset.REAL, 0)
                .withMemory(64 << 20)
                .withBoard(
                    new Board(kind, floppy ? image : List.of(), floppy ? List.of() : image)));
    BootImage.firmware(machine);

    for (int slice = 0; slice < 300 && !screen(machine).contains("Memtest86+"); slice++) {
      assertThat(machine.run(SLICE)).isInstanceOf(RunOutcome.TickLimit.class);
    }

    assertThat(screen(machine)).contains("GNU GRUB", "GNU/Linux", "Memtest86+");
  }

  private static String screen(Machine machine) {
    return String.join("\n", machine.screen());
  }

  @Test
  void xenBootsADomainZeroToItsUserSpace() throws Exception {
    Path xen =
        DebianPackages.files("xen-hypervisor-4.17-amd64", "boot/xen-4.17-amd64.gz").getFirst();
    Path kernel = DebianPackages.files("linux-image-amd64", "boot/vmlinuz").getFirst();
    SerialConsole console = new SerialConsole(CpuModel.INTEL_SKYLAKE, Board.Kind.PC, 512);
    byte[] image = unzip(xen);
    BootModule domain =
        new BootModule(Files.readAllBytes(kernel), "vmlinuz console=hvc0 cryptomgr.notests");
    BootImage.load(
        console.machine,
        image,
        "xen",
        "console=com1 com1=115200,8n1 loglvl=info dom0_mem=256M",
        List.of(domain, ramDisk()));

    console.until("*** Building a PV Dom0 ***", 4_000_000_000L);
    console.until(UserSpace.PROMPT, 20_000_000_000L);
    console.type("cat /proc/cmdline; dmesg | grep -c Xen");
    console.until("console=hvc0", 500_000_000);
  }

  private static byte[] unzip(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
