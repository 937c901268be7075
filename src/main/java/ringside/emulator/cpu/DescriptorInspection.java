package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What LAR, LSL, VERR and VERW find out about a selector: nothing faults, a program that may not
 * know gets "no" (SDM, "Checking Access Rights", "Checking Limits").
 */
public final class DescriptorInspection {
  /** In place of a value: the descriptor is not to be seen. */
  public static final long INVISIBLE = -1;

  private static final int BUSY_TSS_16 = Descriptor.TSS_16 | Descriptor.BUSY;
  private static final int BUSY_TSS_32 = Descriptor.TSS_32 | Descriptor.BUSY;

  private final LogicalProcessor cpu;

  DescriptorInspection(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /** LAR: bytes 5 and 6 of the descriptor at bits 8 to 23, or {@link #INVISIBLE}. */
  public long accessRights(int selector) {
    Descriptor descriptor = visible(selector);
    if (descriptor == null) {
      return INVISIBLE;
    }
    boolean answers =
        descriptor.codeOrData() || hasLimit(descriptor) || isCallOrTaskGate(descriptor);
    return answers ? descriptor.raw() >>> 32 & 0x00F0_FF00 : INVISIBLE;
  }

  /** LSL: the limit in bytes, or {@link #INVISIBLE}. */
  public long limit(int selector) {
    Descriptor descriptor = visible(selector);
    if (descriptor == null) {
      return INVISIBLE;
    }
    return descriptor.codeOrData() || hasLimit(descriptor) ? descriptor.limit() : INVISIBLE;
  }

  /** VERR. */
  public boolean readable(int selector) {
    Descriptor descriptor = visible(selector);
    return descriptor != null && descriptor.isReadable();
  }

  /** VERW. */
  public boolean writable(int selector) {
    Descriptor descriptor = visible(selector);
    return descriptor != null && descriptor.isWritableData();
  }

  private @Nullable Descriptor visible(int selector) {
    if (Segmentation.isNull(selector)) {
      return null;
    }
    Descriptor descriptor = cpu.segmentation().find(selector);
    if (descriptor == null) {
      return null;
    }
    boolean anyPrivilege = descriptor.isCode() && descriptor.isConforming();
    return anyPrivilege || descriptor.dpl() >= Math.max(cpu.cpl(), descriptor.rpl())
        ? descriptor
        : null;
  }

  private boolean hasLimit(Descriptor system) {
    return switch (system.type()) {
      case Descriptor.LDT, Descriptor.TSS_32, BUSY_TSS_32 -> true;
      case Descriptor.TSS_16, BUSY_TSS_16 -> !cpu.mode().ia32e();
      default -> false;
    };
  }

  private boolean isCallOrTaskGate(Descriptor system) {
    return switch (system.type()) {
      case Descriptor.CALL_GATE_32 -> true;
      case Descriptor.CALL_GATE_16, Descriptor.TASK_GATE -> !cpu.mode().ia32e();
      default -> false;
    };
  }
}
