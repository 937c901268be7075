package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import java.util.List;
import ringside.emulator.cpu.VmExit;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.Access;
import ringside.emulator.paging.AddressTranslation;
import ringside.emulator.paging.SecondLevel;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;
import ringside.emulator.trace.TraceSink;

/**
 * The extended page tables of the current VMCS (SDM, "The Extended Page Table Mechanism (EPT)"):
 * four levels, pages of 4 KiB, 2 MiB and 1 GiB, accessed and dirty flags, page-modification
 * logging. It is also where an access to the APIC-access page is noticed, with EPT or without.
 */
final class EptTranslation implements SecondLevel {
  private static final int READ = 1;
  private static final int WRITE = 1 << 1;
  private static final int EXECUTE = 1 << 2;
  private static final int RIGHTS = READ | WRITE | EXECUTE;
  private static final int LARGE = 1 << 7;
  private static final int ACCESSED = 1 << 8;
  private static final int DIRTY = 1 << 9;

  private static final int EPTP_ACCESSED_DIRTY = 1 << 6;
  private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

  // Exit qualification of EPT violations.
  private static final int RIGHTS_SHIFT = 3;
  private static final int LINEAR_VALID = 1 << 7;
  private static final int FINAL = 1 << 8;

  private static final int LOG_ENTRIES = 512;

  private final Vmx vmx;
  private final PhysicalMemory memory;
  private final long reservedAddress;
  private final long[] addresses = new long[4];
  private final long[] entries = new long[4];
  private boolean enabled;
  private boolean accessedDirty;
  private long root;
  private long apicPage;
  private int depth;

  // The refused access.
  private ExitReason refusal = ExitReason.EPT_VIOLATION;
  private long refusedAddress;
  private int refusedQualification;

  EptTranslation(Vmx vmx, PhysicalMemory memory) {
    this.vmx = vmx;
    this.memory = memory;
    this.reservedAddress = ADDRESS & vmx.capabilities().reservedAddressBits();
  }

  /** Takes the current VMCS's EPTP and APIC-access page, and attaches if there is either. */
  void configure() {
    Vmcs vmcs = vmx.vmcs();
    enabled = vmcs.has(VmxControl.ENABLE_EPT);
    boolean virtualApic = vmcs.has(VmxControl.VIRTUALIZE_APIC_ACCESSES);
    long eptp = vmcs.get(EPT_POINTER);
    root = eptp & ADDRESS;
    accessedDirty = enabled && (eptp & EPTP_ACCESSED_DIRTY) != 0;
    apicPage = virtualApic ? vmcs.get(APIC_ACCESS_ADDRESS) : -1;
    if (virtualApic) {
      vmx.apic().attach();
    }
    vmx.cpu().translation().setSecondLevel(enabled || virtualApic ? this : null);
  }

  @Override
  public boolean tableAccessesAreWrites() {
    return accessedDirty;
  }

  @Override
  public long translate(long guestPhysical, int access, boolean table) {
    depth = 0;
    long physical = enabled ? walk(guestPhysical, needs(access, table), table) : guestPhysical;
    if (physical != AddressTranslation.FAULT && (physical & ~0xFFFL) == apicPage) {
      return apicAccess(guestPhysical, access, table);
    }
    return physical;
  }

  private int needs(int access, boolean table) {
    if (table) {
      return (access & Access.WRITE) != 0 || accessedDirty ? READ | WRITE : READ;
    }
    return (access & Access.FETCH) != 0 ? EXECUTE : (access & Access.WRITE) != 0 ? WRITE : READ;
  }

  private long walk(long guestPhysical, int needs, boolean table) {
    int rights = RIGHTS;
    long address = root;
    for (int level = 4; ; level--) {
      int shift = 3 + 9 * level;
      long at = address + (guestPhysical >>> shift & 0x1FF) * 8;
      long entry = memory.load(at, 8);
      addresses[depth] = at;
      entries[depth] = entry;
      depth++;
      TraceSink sink = vmx.cpu().trace();
      if (sink != null) {
        sink.load(TraceSink.Access.PAGING, at, at, 8, entry);
      }
      if ((entry & RIGHTS) == 0) {
        return violation(guestPhysical, needs, 0, table);
      }
      boolean leaf = level == 1 || level < 4 && (entry & LARGE) != 0;
      if (isMisconfigured(entry, level, leaf)) {
        return refuse(ExitReason.EPT_MISCONFIGURATION, guestPhysical, 0);
      }
      rights &= (int) entry;
      if (leaf) {
        return (rights & needs) == needs
            ? finish(guestPhysical, entry, shift, needs)
            : violation(guestPhysical, needs, rights, table);
      }
      address = entry & ADDRESS;
    }
  }

  /** SDM, "EPT Misconfigurations". */
  private boolean isMisconfigured(long entry, int level, boolean leaf) {
    if ((entry & (READ | WRITE)) == WRITE || (entry & reservedAddress) != 0) {
      return true;
    }
    if (!leaf) {
      return (entry & (level == 4 ? 0xF8 : 0x78)) != 0;
    }
    long type = entry >>> 3 & 7;
    long inPage = (1L << 3 + 9 * level) - 1 & ~0xFFFL;
    return type == 2 || type == 3 || type == 7 || (entry & inPage) != 0;
  }

  private long finish(long guestPhysical, long entry, int shift, int needs) {
    if (accessedDirty && !mark(guestPhysical, (needs & WRITE) != 0)) {
      return AddressTranslation.FAULT;
    }
    long inPage = (1L << shift) - 1;
    return entry & ADDRESS & ~inPage | guestPhysical & inPage;
  }

  /** Sets accessed and dirty flags that are due; false if the page-modification log is full. */
  private boolean mark(long guestPhysical, boolean write) {
    if (!isDue(write)) {
      return true;
    }
    boolean logging = vmx.vmcs().has(VmxControl.ENABLE_PML);
    if (logging && vmx.vmcs().get32(PML_INDEX) >= LOG_ENTRIES) {
      refuse(ExitReason.PML_FULL, guestPhysical, 0);
      return false;
    }
    int last = depth - 1;
    if (logging && write && (entries[last] & DIRTY) == 0) {
      log(guestPhysical);
    }
    for (int i = 0; i < depth; i++) {
      long flags = flags(i, write);
      if ((entries[i] & flags) != flags) {
        store(addresses[i], entries[i], entries[i] | flags);
      }
    }
    return true;
  }

  private boolean isDue(boolean write) {
    for (int i = 0; i < depth; i++) {
      long flags = flags(i, write);
      if ((entries[i] & flags) != flags) {
        return true;
      }
    }
    return false;
  }

  /** What an access sets in an entry of its way. */
  private long flags(int at, boolean write) {
    return write && at == depth - 1 ? ACCESSED | DIRTY : ACCESSED;
  }

  /** SDM, "Page-Modification Logging". */
  private void log(long guestPhysical) {
    Vmcs vmcs = vmx.vmcs();
    int index = vmcs.get32(PML_INDEX);
    long address = vmcs.get(PML_ADDRESS) + index * 8L;
    store(address, memory.load(address, 8), guestPhysical & ~0xFFFL);
    vmcs.set(PML_INDEX, index - 1 & 0xFFFF);
  }

  private void store(long address, long before, long after) {
    memory.store(address, 8, after);
    TraceSink sink = vmx.cpu().trace();
    if (sink != null) {
      sink.store(TraceSink.Access.PAGING, address, address, 8, before, after);
    }
  }

  // Refusals.

  private long violation(long guestPhysical, int needs, int rights, boolean table) {
    return refuse(
        ExitReason.EPT_VIOLATION,
        guestPhysical,
        needs | rights << RIGHTS_SHIFT | (table ? 0 : FINAL));
  }

  private long refuse(ExitReason reason, long guestPhysical, int qualification) {
    refusal = reason;
    refusedAddress = guestPhysical;
    refusedQualification = qualification;
    return AddressTranslation.FAULT;
  }

  /** Data goes to where the virtual APIC answers; everything else on that page exits. */
  private long apicAccess(long guestPhysical, int access, boolean table) {
    if (!table && (access & Access.FETCH) == 0) {
      return VirtualApic.BASE | guestPhysical & 0xFFF;
    }
    int type = table ? VirtualApic.GUEST_PHYSICAL_ACCESS : VirtualApic.FETCH_ACCESS;
    return refuse(ExitReason.APIC_ACCESS, guestPhysical, (int) guestPhysical & 0xFFF | type << 12);
  }

  @Override
  public RuntimeException exit(long linear) {
    VmExits exits = vmx.exits();
    switch (refusal) {
      case EPT_VIOLATION -> {
        boolean isLinear = linear != -1;
        int qualification =
            isLinear ? refusedQualification | LINEAR_VALID : refusedQualification & ~FINAL;
        exits.noteDuringDelivery(refusal, qualification);
        exits.noteLinearAddress(isLinear ? linear : 0);
      }
      case APIC_ACCESS -> {
        exits.noteDuringDelivery(refusal, refusedQualification);
        exits.noteLinearAddress(linear);
      }
      default -> exits.noteDuringDelivery(refusal, 0);
    }
    vmx.vmcs().set(GUEST_PHYSICAL_ADDRESS, refusedAddress);
    exits.noteRefusedAccess();
    return VmExit.INSTANCE;
  }

  // Views.

  @Override
  public void addReferences(List<NestedPageWalk.Reference> references) {
    for (int i = 0; i < depth; i++) {
      references.add(new NestedPageWalk.Reference(4 - i, true, addresses[i], entries[i]));
    }
  }
}
