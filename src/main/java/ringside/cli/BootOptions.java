package ringside.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.Board;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.boot.BootFailure;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;
import ringside.emulator.machine.boot.ImageKind;

/** The options that make a whole PC and boot something on it. */
final class BootOptions {
  private static final String DEFAULT_MEMORY = "256M";

  /** Ticks in a second of virtual time: a processor of 100 MHz. */
  private static final long FREQUENCY = 100_000_000;

  /** The largest image that is taken for a floppy disk: 2.88 MB. */
  private static final int LARGEST_FLOPPY = 2880 << 10;

  @Option(
      names = "--machine",
      paramLabel = "isapc|pc",
      description = "The board: isapc without APIC, PCI and ACPI, or pc (default).")
  String machine = Board.Kind.PC.id();

  @Option(names = "--floppy", paramLabel = "FILE", description = "Boot from this floppy image.")
  @Nullable Path floppy;

  @Option(
      names = "--disk",
      paramLabel = "FILE",
      description = "A hard disk's image; boot from the first if nothing else is to be booted.")
  List<Path> disks = new ArrayList<>();

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Boot a Linux bzImage, a PVH or multiboot kernel, or an ELF file.")
  @Nullable Path kernel;

  @Option(
      names = "--initrd",
      split = ",",
      paramLabel = "FILE[,FILE]",
      description = "Initial RAM disks of a Linux or PVH kernel, one after the other in memory.")
  List<Path> initrd = new ArrayList<>();

  @Option(names = "--append", paramLabel = "TEXT", description = "The kernel's command line.")
  String append = "";

  @Option(names = "--multiboot", paramLabel = "FILE", description = "Boot a multiboot kernel.")
  @Nullable Path multiboot;

  @Option(
      names = "--module",
      paramLabel = "FILE[=ARGUMENTS]",
      description = "A multiboot module and its command line.")
  List<String> modules = new ArrayList<>();

  /** Whether anything is to be booted. */
  boolean any() {
    return floppy != null || !disks.isEmpty() || kernel != null || multiboot != null;
  }

  /** Whether an image without any option is one to be booted. */
  static boolean boots(byte[] image) {
    return ImageKind.of(image) != ImageKind.FLAT;
  }

  /**
   * A PC that is about to execute its first instruction.
   *
   * @param image what was named without an option, or null
   */
  Machine boot(CpuModel cpu, @Nullable String memory, @Nullable Path image) throws IOException {
    List<byte[]> floppyImages = new ArrayList<>();
    List<byte[]> diskImages = new ArrayList<>();
    Path kernelFile = multiboot != null ? multiboot : kernel != null ? kernel : image;
    byte[] kernelImage = kernelFile == null ? new byte[0] : read(kernelFile);
    if (floppy != null) {
      floppyImages.add(read(floppy));
    }
    if (kernelFile != null && ImageKind.of(kernelImage) == ImageKind.BOOT_SECTOR) {
      (kernelImage.length <= LARGEST_FLOPPY ? floppyImages : diskImages).add(kernelImage);
      kernelFile = null;
    }
    for (Path disk : disks) {
      diskImages.add(read(disk));
    }
    Machine built = build(cpu, memory, new Board(kind(), floppyImages, diskImages));
    Path name = kernelFile == null ? null : kernelFile.getFileName();
    try {
      if (name == null) {
        BootImage.firmware(built);
      } else {
        String commandLine = append.isEmpty() ? "" : " " + append;
        BootImage.load(built, kernelImage, name + "", commandLine.strip(), modules());
      }
    } catch (BootFailure e) {
      throw CommandFailure.author("%s: %s".formatted(kernelFile, e.getMessage()));
    }
    return built;
  }

  private static Machine build(CpuModel cpu, @Nullable String memory, Board board) {
    String size = memory == null ? DEFAULT_MEMORY : memory;
    try {
      return new Machine(
          MachineConfiguration.of(cpu, Preset.REAL, 0)
              .withMemory(Numbers.size("--memory", size))
              .withFrequency(FREQUENCY)
              .withBoard(board));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.author("--memory %s: %s".formatted(size, e.getMessage()));
    }
  }

  private Board.Kind kind() {
    return Arrays.stream(Board.Kind.values())
        .filter(each -> each.id().equals(machine) && each != Board.Kind.TRAINER)
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.author("there is no machine " + machine + "; there are isapc, pc"));
  }

  private List<BootModule> modules() throws IOException {
    List<BootModule> all = new ArrayList<>();
    for (Path each : initrd) {
      all.add(new BootModule(read(each), String.valueOf(each.getFileName())));
    }
    for (String each : modules) {
      int equals = each.indexOf('=');
      Path file = Path.of(equals < 0 ? each : each.substring(0, equals));
      String arguments = equals < 0 ? "" : " " + each.substring(equals + 1);
      all.add(new BootModule(read(file), file.getFileName() + arguments));
    }
    return all;
  }

  /** A file's content, unpacked if it is gzipped and is no initial RAM disk. */
  static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.author("there is no file " + file);
    }
    byte[] content = Files.readAllBytes(file);
    boolean zipped =
        content.length > 2
            && (content[0] & 0xFF) == 0x1F
            && (content[1] & 0xFF) == 0x8B
            && !file.toString().matches(".*(initr|\\.cpio).*");
    if (!zipped) {
      return content;
    }
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return unzipped.readAllBytes();
    }
  }
}
