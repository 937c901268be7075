package ringside.emulator.machine.boot;

import java.util.List;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.machine.Machine;

/** Boots whatever an image is. */
public final class BootImage {
  private static final int CODE_16 = 0x9B;

  private BootImage() {}

  /** Starts the BIOS, which boots from the first drive that has a boot sector. */
  public static void firmware(Machine machine) {
    LogicalProcessor cpu = machine.cpu();
    cpu.segment(LogicalProcessor.CS).set(0xF000, 0xF_0000, 0xFFFF, CODE_16);
    cpu.setRip(0xFFF0);
    cpu.refresh();
  }

  /**
   * Loads a kernel by the protocol that its header asks for.
   *
   * @param name of the image's file
   * @param commandLine what the kernel is told, without its own name
   * @param modules initial RAM disks or multiboot modules
   */
  public static void load(
      Machine machine, byte[] image, String name, String commandLine, List<BootModule> modules) {
    PowerOn.run(machine);
    String named = (name + " " + commandLine).strip();
    switch (ImageKind.of(image)) {
      case MULTIBOOT -> Multiboot.load(machine, image, named, modules);
      case MULTIBOOT2 -> Multiboot2.load(machine, image, named, modules);
      case LINUX -> LinuxImage.load(machine, image, commandLine, modules);
      case PVH -> PvhImage.load(machine, ElfImage.of(new Bytes(image)), commandLine, modules);
      case ELF -> start(machine, ElfImage.of(new Bytes(image)));
      case BOOT_SECTOR, FLAT ->
          throw new BootFailure("it is no kernel: no multiboot, Linux, PVH or ELF header");
    }
  }

  /** An ELF file without a boot protocol: flat segments, at its entry. */
  private static void start(Machine machine, ElfImage image) {
    Placement placement = new Placement(machine);
    placement.image(image);
    if (image.is64Bit()) {
      placement.longMode(image.entry());
    } else {
      placement.protectedMode(image.entry(), 0x08, 0x10);
    }
  }
}
