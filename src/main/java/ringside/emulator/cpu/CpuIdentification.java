package ringside.emulator.cpu;

import java.nio.charset.StandardCharsets;

/** CPUID leaves of a model (SDM, "CPUID—CPU Identification"; AMD APM, "CPUID"). */
public final class CpuIdentification {
  private static final int HIGHEST_BASIC = 0xD;

  /** The highest while IA32_MISC_ENABLE limits it for old software. */
  private static final int LIMITED_BASIC = 2;

  private static final int HIGHEST_EXTENDED = 0x8000_0008;
  private static final int SVM_LEAF = 0x8000_000A;
  private static final int SVM_REVISION = 1;
  private static final int ADDRESS_SPACES = 64;
  private static final int LINEAR_ADDRESS_BITS = 48;
  private static final int CLFLUSH_LINE_QUADWORDS = 8;

  /** Leaf 1 ECX. */
  private static final int OSXSAVE = 1 << 27;

  /** Leaf 7 ECX. */
  private static final int OSPKE = 1 << 4;

  /** Leaf 5: lines of 64 bytes; extensions are enumerated, interrupts end MWAIT even if masked. */
  private static final Leaf MONITOR_LINES = new Leaf(64, 64, 3, 0x10);

  private CpuIdentification() {}

  /** EAX, EBX, ECX and EDX. */
  public record Leaf(int eax, int ebx, int ecx, int edx) {
    static final Leaf ZERO = new Leaf(0, 0, 0, 0);

    /** This with flags added to ECX, and removed from ECX and EDX. */
    private Leaf change(int addedEcx, int removedEcx, int removedEdx) {
      return new Leaf(eax, ebx, (ecx | addedEcx) & ~removedEcx, edx & ~removedEdx);
    }
  }

  /**
   * One leaf.
   *
   * @param is64Bit whether 64-bit code asks: Intel reports SYSCALL to no other
   */
  static Leaf leaf(CpuModel model, int eax, int ecx, boolean is64Bit) {
    int leaf = eax;
    if (Integer.compareUnsigned(leaf, eax < 0 ? highestExtended(model) : HIGHEST_BASIC) > 0) {
      if (model.vendor() == CpuModel.Vendor.AMD) {
        return Leaf.ZERO;
      }
      leaf = HIGHEST_BASIC;
    }
    return switch (leaf) {
      case 0 -> vendor(model, HIGHEST_BASIC);
      case 1 -> features(model, 1, model.signature(), CLFLUSH_LINE_QUADWORDS << 8 | 1 << 16);
      case 5 -> model.has(CpuFeature.MONITOR) ? MONITOR_LINES : Leaf.ZERO;
      case 7 -> ecx == 0 ? features(model, 7, 0, 0) : Leaf.ZERO;
      case 0xD -> extendedState(model, ecx);
      case 0x8000_0000 ->
          model.vendor() == CpuModel.Vendor.AMD
              ? vendor(model, highestExtended(model))
              : new Leaf(HIGHEST_EXTENDED, 0, 0, 0);
      case 0x8000_0001 -> extendedFeatures(model, is64Bit);
      case 0x8000_0002, 0x8000_0003, 0x8000_0004 -> brand(model, leaf - 0x8000_0002);
      case 0x8000_0008 -> new Leaf(model.physicalAddressBits() | LINEAR_ADDRESS_BITS << 8, 0, 0, 0);
      case SVM_LEAF -> {
        Leaf reported = features(model, SVM_LEAF, SVM_REVISION, ADDRESS_SPACES);
        yield model.has(CpuFeature.SVM) ? reported : Leaf.ZERO;
      }
      default -> Leaf.ZERO;
    };
  }

  private static int highestExtended(CpuModel model) {
    return model.has(CpuFeature.SVM) ? SVM_LEAF : HIGHEST_EXTENDED;
  }

  /** A leaf as the processor reports it now: some of it follows what software has set. */
  static Leaf now(LogicalProcessor cpu, int leaf, int subleaf) {
    CpuModel model = cpu.model();
    Leaf found = leaf(model, leaf, subleaf, cpu.mode() == Mode.LONG);
    ControlRegisters control = cpu.control();
    ModelSpecificRegisters msrs = cpu.msrs();
    return switch (leaf) {
      case 0 ->
          msrs.enables(ModelSpecificRegisters.MISC_LIMIT_CPUID)
              ? new Leaf(LIMITED_BASIC, found.ebx, found.ecx, found.edx)
              : found;
      case 1 -> {
        LocalApicAccess apic = cpu.apic();
        int absent = msrs.enablesMonitor() ? 0 : CpuFeature.MONITOR.mask();
        yield found.change(
            control.has4(ControlRegisters.CR4_OSXSAVE) ? OSXSAVE : 0,
            absent,
            apic == null || apic.enabled() ? 0 : CpuFeature.APIC.mask());
      }
      case 7 ->
          subleaf == 0
              ? found.change(control.has4(ControlRegisters.CR4_PKE) ? OSPKE : 0, 0, 0)
              : found;
      case 0xD -> withEnabledState(subleaf, found, control.xcr0());
      case 0x8000_0001 ->
          msrs.enables(ModelSpecificRegisters.MISC_XD_DISABLE)
              ? found.change(0, 0, CpuFeature.NX.mask())
              : found;
      default -> found;
    };
  }

  private static Leaf vendor(CpuModel model, int highest) {
    String name = model.vendor().signature();
    return new Leaf(highest, characters(name, 0), characters(name, 8), characters(name, 4));
  }

  private static Leaf brand(CpuModel model, int part) {
    int at = part * 16;
    String name = model.brand();
    return new Leaf(
        characters(name, at),
        characters(name, at + 4),
        characters(name, at + 8),
        characters(name, at + 12));
  }

  private static int characters(String text, int at) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int value = 0;
    for (int i = 0; i < 4 && at + i < bytes.length; i++) {
      value |= (bytes[at + i] & 0xFF) << i * 8;
    }
    return value;
  }

  private static Leaf extendedFeatures(CpuModel model, boolean is64Bit) {
    Leaf leaf = features(model, 0x8000_0001, 0, 0);
    int edx = leaf.edx();
    if (model.vendor() == CpuModel.Vendor.INTEL) {
      return new Leaf(0, 0, leaf.ecx(), is64Bit ? edx : edx & ~CpuFeature.SYSCALL.mask());
    }
    // AMD repeats the flags of leaf 1 that are as old as this leaf.
    int repeated = features(model, 1, 0, 0).edx() & 0x0183_F3FF & ~CpuFeature.SEP.mask();
    return new Leaf(model.signature(), 0, leaf.ecx(), edx | repeated);
  }

  /** What XSAVE manages, and where; for all components that the model has. */
  private static Leaf extendedState(CpuModel model, int subleaf) {
    if (!model.has(CpuFeature.XSAVE)) {
      return Leaf.ZERO;
    }
    long components = ControlRegisters.writableXcr0(model);
    return switch (subleaf) {
      case 0 -> new Leaf((int) components, XsaveArea.SIZE, XsaveArea.size(components), 0);
      case 1 -> features(model, 0xD, 0, XsaveArea.SIZE);
      case 9 ->
          (components & ControlRegisters.XCR0_PKRU) == 0
              ? Leaf.ZERO
              : new Leaf(XsaveArea.PKRU_SIZE, XsaveArea.PKRU_OFFSET, 0, 0);
      default -> Leaf.ZERO;
    };
  }

  /** Leaf D, of which subleaves 0 and 1 tell the size of what the operating system enabled. */
  private static Leaf withEnabledState(int subleaf, Leaf found, long xcr0) {
    if (found.equals(Leaf.ZERO) || subleaf >>> 1 != 0) {
      return found;
    }
    int size = subleaf == 0 ? XsaveArea.size(xcr0) : XsaveArea.compactSize(xcr0);
    return new Leaf(found.eax, size, found.ecx, found.edx);
  }

  private static Leaf features(CpuModel model, int leaf, int eax, int ebx) {
    int eaxBits = eax;
    int ecx = 0;
    int edx = 0;
    int ebxBits = ebx;
    for (CpuFeature feature : model.features()) {
      if (feature.leaf() == leaf) {
        switch (feature.register()) {
          case EAX -> eaxBits |= feature.mask();
          case EBX -> ebxBits |= feature.mask();
          case ECX -> ecx |= feature.mask();
          case EDX -> edx |= feature.mask();
        }
      }
    }
    return new Leaf(eaxBits, ebxBits, ecx, edx);
  }
}
