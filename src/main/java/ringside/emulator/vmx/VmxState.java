package ringside.emulator.vmx;

import java.util.Arrays;

/**
 * All of VT-x that is in no register of the processor and not in memory, as numbers, for snapshots
 * and digests. After reset it is none.
 */
final class VmxState {
  /** Feature control, a place that is always 0, and what there is in VMX operation only. */
  private static final int HEAD = 5;

  private static final int EVENTS = 6;

  private VmxState() {}

  static long[] save(Vmx vmx) {
    if (!vmx.inOperation()) {
      return vmx.featureControl() == 0 ? new long[0] : new long[] {vmx.featureControl(), 0};
    }
    long[] vmcs = vmx.vmcs().save();
    long[] all = new long[HEAD + EVENTS + vmcs.length];
    all[0] = vmx.featureControl();
    all[2] = vmx.vmxonPointer();
    all[3] = vmx.inGuest() ? 1 : 0;
    all[4] = vmx.apic().recognized() ? 1 : 0;
    System.arraycopy(vmx.events().save(), 0, all, HEAD, EVENTS);
    System.arraycopy(vmcs, 0, all, HEAD + EVENTS, vmcs.length);
    return all;
  }

  static void restore(Vmx vmx, long[] saved) {
    boolean operates = saved.length > 2;
    vmx.restore(operates ? saved[2] : Vmcs.NO_VMCS, saved.length > 0 ? saved[0] : 0);
    if (operates) {
      vmx.apic().setRecognized(saved[4] != 0);
      vmx.events().restore(Arrays.copyOfRange(saved, HEAD, HEAD + EVENTS));
      vmx.vmcs().restore(Arrays.copyOfRange(saved, HEAD + EVENTS, saved.length));
    } else {
      vmx.vmcs().forget();
    }
    if (operates && saved[3] != 0) {
      vmx.cpu().enterGuest();
      vmx.ept().configure();
    } else {
      vmx.cpu().leaveGuest();
      vmx.cpu().translation().setSecondLevel(null);
    }
    vmx.requireFixedBits();
  }
}
