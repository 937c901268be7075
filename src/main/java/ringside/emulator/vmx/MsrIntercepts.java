package ringside.emulator.vmx;

import ringside.emulator.isa.DecodedInstruction;

/** RDMSR and WRMSR of a guest (SDM, "MSR-Bitmap Address"). */
final class MsrIntercepts {
  private static final int READ_LOW = 0x000;
  private static final int READ_HIGH = 0x400;
  private static final int WRITE_LOW = 0x800;
  private static final int WRITE_HIGH = 0xC00;
  private static final int MSRS = 0x2000;
  private static final int HIGH = 0xC000_0000;

  private final Vmx vmx;
  private final Vmcs vmcs;
  private final Intercepts intercepts;

  MsrIntercepts(Vmx vmx, Intercepts intercepts) {
    this.vmx = vmx;
    this.vmcs = vmx.vmcs();
    this.intercepts = intercepts;
  }

  boolean read(DecodedInstruction instruction) {
    int index = intercepts.msrIndex();
    if (exits(index, READ_LOW, READ_HIGH)) {
      return intercepts.exit(instruction, ExitReason.RDMSR);
    }
    if (!vmx.apic().readsMsr(index)) {
      return false;
    }
    intercepts.setPair(vmx.apic().readMsr(index));
    return true;
  }

  boolean write(DecodedInstruction instruction) {
    int index = intercepts.msrIndex();
    if (exits(index, WRITE_LOW, WRITE_HIGH)) {
      return intercepts.exit(instruction, ExitReason.WRMSR);
    }
    return vmx.apic().writeMsr(index, intercepts.pair());
  }

  private boolean exits(int index, int low, int high) {
    if (!vmcs.has(VmxControl.USE_MSR_BITMAPS)) {
      return true;
    }
    boolean isLow = index >= 0 && index < MSRS;
    boolean isHigh = index >= HIGH && index < HIGH + MSRS;
    if (!isLow && !isHigh) {
      return true;
    }
    int bit = index & MSRS - 1;
    long address = vmcs.get(VmcsField.MSR_BITMAP_ADDRESS) + (isLow ? low : high) + (bit >>> 3);
    return (vmx.memory().load(address, 1) >>> (bit & 7) & 1) != 0;
  }
}
