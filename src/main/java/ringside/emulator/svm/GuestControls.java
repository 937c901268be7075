package ringside.emulator.svm;

import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.paging.AddressTranslation;

/**
 * The control area of the VMCB as the processor keeps it from VMRUN to #VMEXIT: later stores to the
 * VMCB have no effect on the guest that runs.
 */
final class GuestControls {
  private final CpuModel model;

  private long vmcb;
  private long intercepts0;
  private long intercepts1;
  private long intercepts2;
  private long ioPermissionMap;
  private long msrPermissionMap;
  private long tscOffset;
  private long asid;
  private int tlbControl;
  private long virtualInterrupt;
  private boolean nestedPaging;
  private boolean branchesVirtualized;
  private long nestedCr3;
  private long eventInjection;
  private long nextRip;
  private int pauseFilterCount;
  private int pauseFilterThreshold;
  private int pausesLeft;
  private long lastPause;

  GuestControls(CpuModel model) {
    this.model = model;
  }

  /** Reads the control area. */
  void load(VmcbMemory memory, long address) {
    vmcb = address;
    intercepts0 = memory.get(Vmcb.INTERCEPTS);
    intercepts1 = memory.get(Vmcb.INTERCEPTS + 8);
    // The word with INVPCID's bit is reserved on processors without it.
    intercepts2 = memory.get(Vmcb.INTERCEPTS + 16, model.has(CpuFeature.INVPCID) ? 8 : 4);
    ioPermissionMap = memory.get(Vmcb.IOPM_BASE) & ~0xFFFL;
    msrPermissionMap = memory.get(Vmcb.MSRPM_BASE) & ~0xFFFL;
    tscOffset = memory.get(Vmcb.TSC_OFFSET);
    asid = memory.get(Vmcb.ASID, 4);
    tlbControl = (int) memory.get(Vmcb.TLB_CONTROL, 1);
    virtualInterrupt = memory.get(Vmcb.VIRTUAL_INTERRUPT);
    nestedPaging = model.has(CpuFeature.NPT) && (memory.get(Vmcb.NESTED_PAGING, 1) & 1) != 0;
    nestedCr3 = memory.get(Vmcb.NESTED_CR3);
    branchesVirtualized =
        model.has(CpuFeature.LBRV) && (memory.peek(Vmcb.LBR_VIRTUALIZATION, 1) & 1) != 0;
    eventInjection = memory.get(Vmcb.EVENT_INJECTION);
    nextRip = memory.get(Vmcb.NEXT_RIP);
    pauseFilterCount = (int) memory.get(Vmcb.PAUSE_FILTER_COUNT, 2);
    pauseFilterThreshold = (int) memory.get(Vmcb.PAUSE_FILTER_THRESHOLD, 2);
    pausesLeft = pauseFilterCount;
    lastPause = 0;
  }

  /** Physical address of the VMCB. */
  long vmcb() {
    return vmcb;
  }

  /** Whether the hypervisor asked for an exit, by a code below {@link ExitCode#INTERCEPTS}. */
  boolean asksFor(int exitCode) {
    long vector = exitCode < 64 ? intercepts0 : exitCode < 128 ? intercepts1 : intercepts2;
    return (vector >>> exitCode & 1) != 0;
  }

  long ioPermissionMap() {
    return ioPermissionMap;
  }

  long msrPermissionMap() {
    return msrPermissionMap;
  }

  long tscOffset() {
    return tscOffset;
  }

  /** The address space identifier, which is also the tag of the guest's translations. */
  long asid() {
    return asid;
  }

  boolean nestedPaging() {
    return nestedPaging;
  }

  /** Whether the guest has branch records of its own. */
  boolean branchesVirtualized() {
    return branchesVirtualized;
  }

  void setBranchesVirtualized(boolean on) {
    branchesVirtualized = on;
  }

  long nestedCr3() {
    return nestedCr3;
  }

  long nextRip() {
    return nextRip;
  }

  // TLB control.

  /** Drops what TLB_CONTROL asks to (AMD APM, "TLB Control"). */
  void flushAsAsked(AddressTranslation translation) {
    if (tlbControl == 0) {
      return;
    }
    boolean byAsid = model.has(CpuFeature.FLUSH_BY_ASID);
    if (byAsid && tlbControl == Vmcb.FLUSH_GUEST) {
      translation.flushSpace(asid, true);
    } else if (byAsid && tlbControl == Vmcb.FLUSH_GUEST_NON_GLOBAL) {
      translation.flushSpace(asid, false);
    } else {
      translation.flushSpaces(_ -> true);
    }
  }

  // Events.

  /** EVENTINJ as long as it waits to be delivered, else 0. */
  long eventInjection() {
    return (eventInjection & Vmcb.EVENT_VALID) != 0 ? eventInjection : 0;
  }

  void injected() {
    eventInjection = 0;
  }

  /** The field at offset 60h, of which V_TPR and V_IRQ change while the guest runs. */
  long virtualInterrupt() {
    return virtualInterrupt;
  }

  boolean virtualMasking() {
    return (virtualInterrupt & Vmcb.V_INTR_MASKING) != 0;
  }

  /** Whether V_IRQ waits with a priority above V_TPR. */
  boolean virtualInterruptPending() {
    if ((virtualInterrupt & Vmcb.V_IRQ) == 0
        || virtualGlobalInterrupt() && (virtualInterrupt & Vmcb.V_GIF) == 0) {
      return false;
    }
    long priority = virtualInterrupt >>> Vmcb.V_INTR_PRIO_SHIFT & 0xF;
    return (virtualInterrupt & Vmcb.V_IGN_TPR) != 0 || priority > virtualTaskPriority();
  }

  /** Whether STGI and CLGI of the guest change V_GIF, which holds back no other interrupts. */
  boolean virtualGlobalInterrupt() {
    return model.has(CpuFeature.VGIF) && (virtualInterrupt & Vmcb.V_GIF_ENABLE) != 0;
  }

  void setVirtualGlobalInterruptFlag(boolean on) {
    virtualInterrupt = on ? virtualInterrupt | Vmcb.V_GIF : virtualInterrupt & ~Vmcb.V_GIF;
  }

  /** The vector of V_IRQ, which is clear from now on. */
  int takeVirtualInterrupt() {
    virtualInterrupt &= ~Vmcb.V_IRQ;
    return (int) (virtualInterrupt >>> Vmcb.V_INTR_VECTOR_SHIFT) & 0xFF;
  }

  /** The low four bits of V_TPR: what CR8 is to a guest under V_INTR_MASKING. */
  long virtualTaskPriority() {
    return virtualInterrupt & 0xF;
  }

  void setVirtualTaskPriority(long value) {
    virtualInterrupt = virtualInterrupt & ~Vmcb.V_TPR | value & 0xF;
  }

  // PAUSE (AMD APM, "Pause Intercept Filtering").

  /** Whether this PAUSE exceeds what the filter lets pass. */
  boolean pauseExceeds(long now) {
    if (!model.has(CpuFeature.PAUSE_FILTER) || pauseFilterCount == 0) {
      return true;
    }
    if (model.has(CpuFeature.PAUSE_FILTER_THRESHOLD) && pauseFilterThreshold != 0) {
      if (now - lastPause > pauseFilterThreshold) {
        pausesLeft = pauseFilterCount;
      }
      lastPause = now;
    }
    if (pausesLeft == 0) {
      pausesLeft = pauseFilterCount;
      return true;
    }
    pausesLeft--;
    return false;
  }

  void save(SavedState state) {
    for (long value : new long[] {vmcb, intercepts0, intercepts1, intercepts2}) {
      state.put(value);
    }
    for (long value : new long[] {ioPermissionMap, msrPermissionMap, tscOffset, asid, tlbControl}) {
      state.put(value);
    }
    state.put(virtualInterrupt);
    state.put(nestedPaging);
    for (long value : new long[] {nestedCr3, eventInjection, nextRip}) {
      state.put(value);
    }
    for (long value : new long[] {pauseFilterCount, pauseFilterThreshold, pausesLeft, lastPause}) {
      state.put(value);
    }
  }

  void restore(SavedState state) {
    vmcb = state.next();
    intercepts0 = state.next();
    intercepts1 = state.next();
    intercepts2 = state.next();
    ioPermissionMap = state.next();
    msrPermissionMap = state.next();
    tscOffset = state.next();
    asid = state.next();
    tlbControl = (int) state.next();
    virtualInterrupt = state.next();
    nestedPaging = state.nextBoolean();
    nestedCr3 = state.next();
    eventInjection = state.next();
    nextRip = state.next();
    pauseFilterCount = (int) state.next();
    pauseFilterThreshold = (int) state.next();
    pausesLeft = (int) state.next();
    lastPause = state.next();
  }
}
