package ringside.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.TakesLong;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;

/**
 * A hypervisor that others wrote runs on VT-x and AMD-V: KVM of Debian's Linux, whose user is a C
 * program of the test's resources. It tells for each of its guests whether that reported what it
 * should.
 */
@TakesLong
class KvmTest {
  private static final String KERNEL = "linux-image-cloud-amd64";
  private static final List<String> PROGRAMS = List.of("guests.S", "kvmtest.c", "linux.c", "vm.h");

  /**
   * No table tells of an I/O APIC, so the guest's ticks come from KVM's PIT through its PIC, and
   * Linux masks LVT0 while it sets the local APIC up. KVM asks for no injection of a tick that
   * comes just then, not even when LVT0 is open again, and its PIT waits for the EOI for ever; so
   * the guest leaves the local APIC alone.
   */
  private static final String SECOND_COMMAND_LINE =
      "console=ttyS0 earlyprintk=ttyS0 cryptomgr.notests mitigations=off nokaslr"
          + " nolapic no-kvmapf";

  private static final long BOOT = 3_000_000_000L;
  private static final long GUESTS = 1_000_000_000;
  private static final long SECOND_LINUX = 12_000_000_000L;

  @TempDir private Path folder;

  /** Each list of parameters leaves out what other processors lack, so KVM does without. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          intel-skylake  | kvm-intel | ; ept=0; unrestricted_guest=0; enable_apicv=0 pml=0; \
          preemption_timer=0 flexpriority=0 eptad=0 ple_gap=0; nested=0 vnmi=0; \
          ept=0 vpid=0 flexpriority=0 enable_apicv=0 vnmi=0
          amd-zen        | kvm-amd   | ; npt=0; nrips=0; vgif=0 vls=0; avic=1; \
          nested=0 pause_filter_count=0 npt=0 nrips=0
          intel-prescott | kvm-intel | ; vnmi=0
          amd-barcelona  | kvm-amd   | ; npt=0
          """)
  void guestsOfKvmReportWhatTheyShould(String cpu, String module, String parameters)
      throws Exception {
    SerialConsole console = boot(cpu, archive().file("kvmtest", compile("kvmtest.c", "guests.S")));
    for (String each : parameters.split(";")) {
      console.type("rmmod " + module + "; insmod /" + module + ".ko" + each + " && /kvmtest");
      String told = console.until(" guests passed", GUESTS);
      assertThat(told).as(each).doesNotContain("FAILED").containsPattern("(\\d+) of \\1$");
      console.until(UserSpace.PROMPT, GUESTS);
    }
  }

  @ParameterizedTest
  @CsvSource({"intel-skylake, kvm-intel", "amd-zen, kvm-amd"})
  void aSecondLinuxBootsInKvm(String cpu, String module) throws Exception {
    String init =
        """
        #!/bin/sh
        /bin/busybox mount -t proc proc /proc
        /bin/busybox grep -o hypervisor /proc/cpuinfo
        /bin/busybox seq 1 1000 | /bin/busybox md5sum
        /bin/busybox reboot -f
        """;
    SerialConsole console =
        boot(
            cpu,
            archive()
                .file("linux", compile("linux.c"))
                .file("vmlinuz", Files.readAllBytes(kernel()))
                .file("initrd", UserSpace.with(init).bytes()));
    console.type("insmod /" + module + ".ko");
    console.until(UserSpace.PROMPT, GUESTS);
    console.type("/linux /vmlinuz /initrd '" + SECOND_COMMAND_LINE + "'");
    console.until("hypervisor", SECOND_LINUX);
    console.until("53d025127ae99ab79e8502aae2d9bea6", GUESTS);
    console.until("the guest has reset itself", GUESTS);
  }

  private static Path kernel() throws Exception {
    return DebianPackages.files(KERNEL, "boot/vmlinuz").getFirst();
  }

  /** A user space with the modules of KVM. */
  private static CpioArchive archive() throws Exception {
    CpioArchive archive = UserSpace.with(UserSpace.SHELL);
    for (Path each : DebianPackages.files(KERNEL, "lib/modules")) {
      String path = each.toString();
      if (path.endsWith(".ko") && path.matches(".*/(kvm|lib)/(kvm.*|irqbypass)\\.ko")) {
        archive.file(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return archive;
  }

  /** Boots to the prompt, with KVM's common part loaded. */
  private static SerialConsole boot(String cpu, CpioArchive archive) throws Exception {
    CpuModel model =
        CpuModel.ALL.stream().filter(each -> each.name().equals(cpu)).findFirst().orElseThrow();
    SerialConsole console = new SerialConsole(model, Board.Kind.PC, 512);
    BootImage.load(
        console.machine,
        Files.readAllBytes(kernel()),
        "vmlinuz",
        "console=ttyS0 cryptomgr.notests mitigations=off",
        List.of(new BootModule(archive.bytes(), "initrd")));
    console.until(UserSpace.PROMPT, BOOT);
    console.type("dmesg -n 1; insmod /irqbypass.ko; insmod /kvm.ko");
    console.until(UserSpace.PROMPT, GUESTS);
    return console;
  }

  /** A static program of sources in the resources. */
  private byte[] compile(String... sources) throws Exception {
    for (String each : PROGRAMS) {
      try (InputStream in = KvmTest.class.getResourceAsStream("kvm/" + each)) {
        Files.write(folder.resolve(each), Objects.requireNonNull(in, each).readAllBytes());
      }
    }
    String command = "gcc -O1 -static -pthread -o program " + String.join(" ", sources);
    DebianPackages.run(folder, "sh", "-c", command);
    return Files.readAllBytes(folder.resolve("program"));
  }
}
