package ringside.emulator.svm;

import static ringside.emulator.cpu.ControlRegisters.CR0_CD;
import static ringside.emulator.cpu.ControlRegisters.CR0_NW;
import static ringside.emulator.cpu.ControlRegisters.CR0_PE;
import static ringside.emulator.cpu.ControlRegisters.CR0_PG;
import static ringside.emulator.cpu.ControlRegisters.CR4_PAE;
import static ringside.emulator.cpu.ControlRegisters.EFER_LMA;
import static ringside.emulator.cpu.ControlRegisters.EFER_LME;
import static ringside.emulator.cpu.ControlRegisters.EFER_SVME;

import java.util.stream.IntStream;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.EventDelivery;
import ringside.emulator.cpu.LogicalProcessor;

/**
 * The state that VMRUN refuses with VMEXIT_INVALID (AMD APM, "Canonicalization and Consistency
 * Checks").
 */
final class ConsistencyChecks {
  /** Two pages, and the byte with the bits of what a wide access to the last port goes on to. */
  private static final int IOPM_LENGTH = 0x2001;

  private static final int MSRPM_LENGTH = 0x2000;

  /** Vectors of exceptions; two of them come from instructions that 64-bit mode does not have. */
  private static final long EXCEPTIONS =
      bits(0, 1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 30);

  private static final long NOT_IN_64_BIT_MODE = bits(4, 5);
  private static final long ATTRIBUTE_LONG = 1 << 9;
  private static final long ATTRIBUTE_DEFAULT = 1 << 10;
  private static final long CR3_LONG_RESERVED = 0xFFF0_0000_0000_0000L;
  private static final int CODE_SEGMENT = Vmcb.SEGMENTS + 16 * LogicalProcessor.CS;

  private ConsistencyChecks() {}

  /** Whether the guest in the VMCB may run. */
  static boolean pass(LogicalProcessor cpu, GuestControls controls, VmcbMemory vmcb) {
    return controls(cpu, controls, vmcb) && modes(cpu, vmcb) && registers(cpu, vmcb);
  }

  private static long bits(int... numbers) {
    return IntStream.of(numbers).mapToLong(number -> 1L << number).reduce(0, (a, b) -> a | b);
  }

  private static boolean controls(LogicalProcessor cpu, GuestControls controls, VmcbMemory vmcb) {
    return controls.asksFor(ExitCode.VMRUN)
        && controls.asid() != 0
        && (!controls.asksFor(ExitCode.IOIO)
            || inMemory(cpu, controls.ioPermissionMap(), IOPM_LENGTH))
        && (!controls.asksFor(ExitCode.MSR)
            || inMemory(cpu, controls.msrPermissionMap(), MSRPM_LENGTH))
        && (!controls.nestedPaging() || nestedPaging(cpu, controls))
        && injectable(controls.eventInjection(), vmcb);
  }

  /** Whether a map ends below the last physical address, which the manual lets none reach. */
  private static boolean inMemory(LogicalProcessor cpu, long base, int length) {
    long last = (1L << cpu.model().physicalAddressBits()) - 1;
    return base >= 0 && base + length - 1 < last;
  }

  /** Nested tables have the format of the host's, which must be paged. */
  private static boolean nestedPaging(LogicalProcessor cpu, GuestControls controls) {
    return (cpu.control().cr0() & CR0_PG) != 0
        && controls.nestedCr3() >>> cpu.model().physicalAddressBits() == 0;
  }

  private static boolean injectable(long event, VmcbMemory vmcb) {
    int vector = (int) event & 0xFF;
    return switch ((int) (event >>> 8) & 7) {
      case EventDelivery.TYPE_EXTERNAL,
          EventDelivery.TYPE_NMI,
          EventDelivery.TYPE_SOFTWARE_INTERRUPT ->
          true;
      case EventDelivery.TYPE_EXCEPTION ->
          vector < Long.SIZE
              && (EXCEPTIONS >>> vector & 1) != 0
              && ((NOT_IN_64_BIT_MODE >>> vector & 1) == 0 || !is64Bit(vmcb));
      default -> false;
    };
  }

  private static boolean is64Bit(VmcbMemory vmcb) {
    return (vmcb.get(Vmcb.EFER) & EFER_LME) != 0
        && (vmcb.get(Vmcb.CR0) & CR0_PG) != 0
        && (vmcb.get(CODE_SEGMENT + Vmcb.ATTRIBUTES, 2) & ATTRIBUTE_LONG) != 0;
  }

  private static boolean modes(LogicalProcessor cpu, VmcbMemory vmcb) {
    long efer = vmcb.get(Vmcb.EFER);
    long cr0 = vmcb.get(Vmcb.CR0);
    long cr4 = vmcb.get(Vmcb.CR4);
    boolean longMode = (efer & EFER_LME) != 0 && (cr0 & CR0_PG) != 0;
    boolean pae = (cr4 & CR4_PAE) != 0;
    long size = ATTRIBUTE_LONG | ATTRIBUTE_DEFAULT;
    boolean reservedSize = (vmcb.get(CODE_SEGMENT + Vmcb.ATTRIBUTES, 2) & size) == size;
    boolean hasLongMode = cpu.model().has(CpuFeature.LM);
    return (efer & EFER_SVME) != 0
        && (efer & ~(cpu.control().writableEfer() | EFER_LMA)) == 0
        && (hasLongMode || (efer & (EFER_LME | EFER_LMA)) == 0)
        && !(longMode && (!pae || (cr0 & CR0_PE) == 0))
        && !(longMode && reservedSize)
        && !(longMode && (vmcb.get(Vmcb.CR3) & CR3_LONG_RESERVED) != 0);
  }

  private static boolean registers(LogicalProcessor cpu, VmcbMemory vmcb) {
    long cr0 = vmcb.get(Vmcb.CR0);
    return cr0 >>> 32 == 0
        && ((cr0 & CR0_NW) == 0 || (cr0 & CR0_CD) != 0)
        && (vmcb.get(Vmcb.CR4) & ~cpu.control().writableCr4()) == 0
        && vmcb.get(Vmcb.DR6) >>> 32 == 0
        && vmcb.get(Vmcb.DR7) >>> 32 == 0;
  }
}
