package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.machine.Board;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.boot.BootFailure;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;
import ringside.emulator.machine.boot.ImageKind;
import ringside.lab.scenario.Scenario.Boot;
import ringside.lab.scenario.Scenario.MachineSpec;
import ringside.lab.scenario.YamlNode.Scalar;

/**
 * What a whole PC boots in a run: images that were found and that its firmware or loader accepts.
 *
 * @param board with the drives that hold a floppy's or disk's image
 * @param kernel the image of a kernel; null: the BIOS boots from a drive
 * @param name of the kernel's image, which its command line begins with
 * @param append the rest of the command line
 * @param programs ids of the programs that are images, and that their loader puts into memory
 */
public record ImageBoot(
    Board board,
    byte @Nullable [] kernel,
    String name,
    String append,
    List<BootModule> modules,
    Set<String> programs) {
  private static final int FLOPPY = 1440 << 10;
  private static final int LARGEST_FLOPPY = 2880 << 10;

  /** 16 heads of 63 sectors: what a BIOS takes for a cylinder. */
  private static final int CYLINDER = 16 * 63 * 512;

  /** Puts a machine with {@link #board} where it executes its first instruction. */
  public void start(Machine machine) {
    byte[] image = kernel;
    if (image == null) {
      BootImage.firmware(machine);
    } else {
      BootImage.load(machine, image, name, append, modules);
    }
  }

  /** Reads the images of a run; empty where one is missing or cannot be booted. */
  static Optional<ImageBoot> read(
      ScenarioFolder folder,
      MachineSpec machine,
      Boot boot,
      List<AssembledProgram> assembled,
      Diagnostics diagnostics) {
    Images images = new Images(folder, assembled, diagnostics);
    byte[] image = images.read(boot.image());
    List<BootModule> modules = new ArrayList<>();
    for (Boot.Module module : boot.modules()) {
      String name = (fileName(module.image().text()) + " " + module.arguments()).strip();
      modules.add(new BootModule(images.read(module.image()), name));
    }
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    try {
      boolean kernel = boot.from() == Boot.Medium.KERNEL;
      Board board =
          new Board(
              MachineModels.board(boot),
              boot.from() == Boot.Medium.FLOPPY ? List.of(floppy(image)) : List.of(),
              boot.from() == Boot.Medium.DISK ? List.of(disk(image)) : List.of());
      ImageBoot found =
          new ImageBoot(
              board,
              kernel ? image : null,
              fileName(boot.image().text()),
              boot.append(),
              modules,
              Set.copyOf(images.programs));
      found.start(
          new Machine(
              MachineConfiguration.of(MachineModels.cpu(machine), Preset.REAL, 0)
                  .withMemory(machine.memory())
                  .withBoard(board)));
      return Optional.of(found);
    } catch (BootFailure e) {
      diagnostics.add(
          DiagnosticCode.BOOT_FAILED,
          boot.image().location(),
          "image",
          boot.image().text(),
          "problem",
          String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static byte[] floppy(byte[] image) {
    if (image.length > LARGEST_FLOPPY) {
      throw new BootFailure("it does not fit on a floppy disk");
    }
    return Arrays.copyOf(bootable(image), Math.max(image.length, FLOPPY));
  }

  private static byte[] disk(byte[] image) {
    int cylinders = (image.length + CYLINDER - 1) / CYLINDER;
    return Arrays.copyOf(bootable(image), cylinders * CYLINDER);
  }

  private static byte[] bootable(byte[] image) {
    if (ImageKind.of(image) != ImageKind.BOOT_SECTOR) {
      throw new BootFailure("its first sector does not end with 55 AA");
    }
    return image;
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** An image is a program of the scenario, or else a file of its folder. */
  private static final class Images {
    private final ScenarioFolder folder;
    private final List<AssembledProgram> assembled;
    private final Diagnostics diagnostics;
    private final Set<String> programs = new HashSet<>();

    Images(ScenarioFolder folder, List<AssembledProgram> assembled, Diagnostics diagnostics) {
      this.folder = folder;
      this.assembled = assembled;
      this.diagnostics = diagnostics;
    }

    byte[] read(Scalar named) {
      for (AssembledProgram program : assembled) {
        if (program.program().id().equals(named.text())) {
          programs.add(named.text());
          return program.image();
        }
      }
      return folder
          .readImage(named.text(), named.location(), diagnostics)
          .orElseGet(() -> new byte[0]);
    }
  }
}
