package ringside.emulator.machine;

import java.util.EnumSet;
import java.util.List;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;

/**
 * What is on the main board beside processor, memory, UART, interrupt controllers and timers.
 *
 * @param floppies images of up to two floppy disks
 * @param disks images of up to two hard disks; on {@link Kind#TRAINER} at most one, behind a
 *     SimDisk
 */
public record Board(Kind kind, List<byte[]> floppies, List<byte[]> disks) {
  private static final int DRIVES = 2;

  /** The boards that there are. */
  public enum Kind {
    /** The machine of the scenarios: no firmware, and a SimDisk. */
    TRAINER("trainer"),
    /** A PC as of 1995: BIOS, ATA, VGA text; no APIC, PCI or ACPI. */
    ISAPC("isapc"),
    /** A PC with local APIC, I/O APIC, a PCI host bridge and ACPI. */
    PC("pc");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** As command lines write it. */
    public String id() {
      return id;
    }
  }

  /** A board for scenarios, with an empty disk. */
  public static final Board TRAINER = new Board(Kind.TRAINER, List.of(), List.of());

  public Board {
    floppies = List.copyOf(floppies);
    disks = List.copyOf(disks);
    int drives = kind == Kind.TRAINER ? 1 : DRIVES;
    if (floppies.size() > DRIVES || disks.size() > drives) {
      throw new IllegalArgumentException("more drives than the board connects");
    }
  }

  /**
   * The model of a processor that is put into this board: on a PC it has its local APIC, and what
   * operating systems ask for but no lesson is about.
   */
  CpuModel equip(CpuModel model) {
    EnumSet<CpuFeature> more = EnumSet.noneOf(CpuFeature.class);
    boolean intel = model.vendor() == CpuModel.Vendor.INTEL;
    if (kind != Kind.TRAINER) {
      more.addAll(EnumSet.of(CpuFeature.MTRR, CpuFeature.MCE, CpuFeature.MCA, CpuFeature.MONITOR));
      if (intel && model.has(CpuFeature.XSAVE)) {
        more.add(CpuFeature.PKU);
      }
    }
    if (kind == Kind.PC) {
      more.add(CpuFeature.APIC);
      more.add(CpuFeature.X2APIC);
      if (intel) {
        more.add(CpuFeature.TSC_DEADLINE);
      }
    }
    return more.isEmpty() ? model : model.with(more);
  }

  /** A PC with no drives. */
  public static Board of(Kind kind) {
    return new Board(kind, List.of(), List.of());
  }
}
