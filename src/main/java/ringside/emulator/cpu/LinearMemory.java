package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;
import ringside.emulator.bits.Bits;
import ringside.emulator.memory.BusDevice;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.Access;
import ringside.emulator.paging.AddressTranslation;
import ringside.emulator.paging.SecondLevel;
import ringside.emulator.paging.Tlb;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/**
 * Loads and stores at linear addresses.
 *
 * <p>The fast path is one tag compare in the TLB window of the current privilege. Whatever is odd
 * takes the slow path: a TLB miss, a page crossing, a device, ROM, a page that holds decoded code,
 * a page shared with a snapshot. So does everything while somebody watches: tracing and alignment
 * checking select a window that is never opened, and cost nothing when they are off.
 */
final class LinearMemory {
  private static final int PAGE = PhysicalMemory.PAGE_SIZE;

  /** In place of a segment: the access is to a system structure, not by an operand. */
  static final int SYSTEM = -1;

  private final PhysicalMemory memory;
  private final AddressTranslation translation;
  private final Tlb.Window closed;
  private final RunState runState;

  /** Those of the current address space. */
  private Tlb tlb;

  /** Of the current privilege. */
  private Tlb.Window window;

  /** Of CPL 0 to 2 and system structures, whatever the current privilege is. */
  private Tlb.Window supervisor;

  private int privilege;
  private boolean longMode;
  private boolean alignmentChecked;
  private @Nullable TraceSink trace;
  private @Nullable DebugRegisters breakpoints;

  LinearMemory(PhysicalMemory memory, AddressTranslation translation, RunState runState) {
    this.memory = memory;
    this.translation = translation;
    this.runState = runState;
    tlb = translation.data();
    closed = new Tlb.Window(tlb.entries());
    window = tlb.supervisor;
    supervisor = tlb.supervisor;
  }

  /** Follows CPL, CS.L and the watchers. */
  void configure(
      int cpl,
      boolean is64Bit,
      boolean checkAlignment,
      @Nullable TraceSink sink,
      @Nullable DebugRegisters watching) {
    Tlb current = translation.data();
    boolean watched = sink != null || watching != null;
    Tlb.Window system = watched ? closed : current.supervisor;
    tlb = current;
    privilege = cpl == 3 ? Access.USER : 0;
    longMode = is64Bit;
    alignmentChecked = checkAlignment;
    trace = sink;
    breakpoints = watching;
    supervisor = system;
    window = cpl != 3 ? system : watched || checkAlignment ? closed : current.user;
  }

  /** Direct access at the current privilege; the same until {@link #configure} is called. */
  Tlb.Window window() {
    return window;
  }

  // At the current privilege, for an operand in a segment.

  long load(int segment, long linear, int size) {
    Tlb.Window fast = window;
    int slot = tlb.slot(linear);
    int offset = (int) linear & PAGE - 1;
    if (fast.readTags[slot] == linear >>> 12 && offset <= PAGE - size) {
      return PhysicalMemory.get(fast.arrays[slot], offset, size);
    }
    return loadSlow(segment, linear, size, privilege);
  }

  void store(int segment, long linear, int size, long value) {
    Tlb.Window fast = window;
    int slot = tlb.slot(linear);
    int offset = (int) linear & PAGE - 1;
    if (fast.writeTags[slot] == linear >>> 12 && offset <= PAGE - size) {
      PhysicalMemory.put(fast.arrays[slot], offset, size, value);
      return;
    }
    storeSlow(segment, linear, size, value, privilege);
  }

  /** Loads what will be stored at the same place: raises the faults of the store. */
  long loadForWrite(int segment, long linear, int size) {
    Tlb.Window fast = window;
    int slot = tlb.slot(linear);
    int offset = (int) linear & PAGE - 1;
    if (fast.writeTags[slot] == linear >>> 12 && offset <= PAGE - size) {
      return PhysicalMemory.get(fast.arrays[slot], offset, size);
    }
    checkStore(segment, linear, size);
    return loadSlow(segment, linear, size, privilege);
  }

  // At supervisor privilege, whatever CPL is: descriptor tables and TSS.

  long loadSystem(long linear, int size) {
    Tlb.Window fast = supervisor;
    int slot = tlb.slot(linear);
    int offset = (int) linear & PAGE - 1;
    if (fast.readTags[slot] == linear >>> 12 && offset <= PAGE - size) {
      return PhysicalMemory.get(fast.arrays[slot], offset, size);
    }
    return loadSlow(SYSTEM, linear, size, 0);
  }

  void storeSystem(long linear, int size, long value) {
    storeSlow(SYSTEM, linear, size, value, 0);
  }

  /** Loads a paging-structure entry outside a walk: a PDPTE. */
  long loadPhysical(long physical, int size) {
    long address = translation.tableAddress(physical);
    if (address == AddressTranslation.FAULT) {
      throw pageFault(-1);
    }
    long value = memory.load(address, size);
    TraceSink sink = trace;
    if (sink != null) {
      sink.load(TraceSink.Access.PAGING, address, address, size, value);
    }
    return value;
  }

  /** A byte at a physical address, without telling anybody. */
  long peek(long physical) {
    return memory.load(physical, 1);
  }

  /** A store by event delivery to a stack at privilege {@code cpl}. */
  void storeAt(int cpl, long linear, int size, long value) {
    Tlb.Window fast = cpl == 3 ? window : supervisor;
    int slot = tlb.slot(linear);
    int offset = (int) linear & PAGE - 1;
    if (fast.writeTags[slot] == linear >>> 12 && offset <= PAGE - size) {
      PhysicalMemory.put(fast.arrays[slot], offset, size, value);
      return;
    }
    storeSlow(LogicalProcessor.SS, linear, size, value, cpl == 3 ? Access.USER : 0);
  }

  /** The page's array, if loads of these bytes at the current privilege need no more checks. */
  byte @Nullable [] pageToLoad(long linear, int bytes) {
    Tlb.Window fast = window;
    int slot = tlb.slot(linear);
    boolean open = fast.readTags[slot] == linear >>> 12;
    return open && ((int) linear & PAGE - 1) <= PAGE - bytes ? fast.arrays[slot] : null;
  }

  /** The page's array, if stores of these bytes at privilege {@code cpl} need no more checks. */
  byte @Nullable [] pageToStore(int cpl, long linear, int bytes) {
    Tlb.Window fast = cpl == 3 ? window : supervisor;
    int slot = tlb.slot(linear);
    boolean open = fast.writeTags[slot] == linear >>> 12;
    return open && ((int) linear & PAGE - 1) <= PAGE - bytes ? fast.arrays[slot] : null;
  }

  // Slow paths.

  private long loadSlow(int segment, long linear, int size, int access) {
    checkCanonical(segment, linear, size);
    long physical = physical(linear, access);
    int first = PAGE - ((int) linear & PAGE - 1);
    if (first < size) {
      long next = nextPage(linear);
      long nextPhysical = physical(next, access);
      checkAccess(segment, linear, size, access);
      return loadPiece(segment, linear, physical, first)
          | loadPiece(segment, next, nextPhysical, size - first) << first * 8;
    }
    checkAccess(segment, linear, size, access);
    if (trace == null) {
      byte[] page = memory.readable(physical >>> PhysicalMemory.PAGE_SHIFT);
      if (page != null) {
        if (mayOpenWindow(linear, access)) {
          window(access).openRead(tlb.slot(linear), linear, page);
        }
        return PhysicalMemory.get(page, (int) physical & PAGE - 1, size);
      }
    }
    return loadPiece(segment, linear, physical, size);
  }

  private void storeSlow(int segment, long linear, int size, long value, int access) {
    checkCanonical(segment, linear, size);
    long physical = physical(linear, access | Access.WRITE);
    int first = PAGE - ((int) linear & PAGE - 1);
    if (first < size) {
      long next = nextPage(linear);
      long nextPhysical = physical(next, access | Access.WRITE);
      checkAccess(segment, linear, size, access | Access.WRITE);
      storePiece(segment, linear, physical, first, value);
      storePiece(segment, next, nextPhysical, size - first, value >>> first * 8);
      return;
    }
    checkAccess(segment, linear, size, access | Access.WRITE);
    if (trace == null) {
      long page = physical >>> PhysicalMemory.PAGE_SHIFT;
      byte[] array = memory.writable(page);
      if (array != null) {
        int offset = (int) physical & PAGE - 1;
        if (memory.holdsCode(page)) {
          memory.noteStore(page, offset, size);
        } else if (mayOpenWindow(linear, access)) {
          window(access).openWrite(tlb.slot(linear), linear, array);
        }
        PhysicalMemory.put(array, offset, size, value);
        return;
      }
    }
    storePiece(segment, linear, physical, size, value);
  }

  /** Raises the faults of a store without storing. */
  void checkStore(int segment, long linear, int size) {
    checkCanonical(segment, linear, size);
    long unused = physical(linear, privilege | Access.WRITE);
    if (PAGE - ((int) linear & PAGE - 1) < size) {
      unused = physical(nextPage(linear), privilege | Access.WRITE);
    }
    checkAlignment(linear, size, privilege);
  }

  private Tlb.Window window(int access) {
    return (access & Access.USER) != 0 ? tlb.user : tlb.supervisor;
  }

  private boolean mayOpenWindow(long linear, int access) {
    return (access & Access.USER) != 0 || translation.supervisorWindowAllowed(linear);
  }

  /** One access of 1 to 8 bytes within a page. */
  private long loadPiece(int segment, long linear, long physical, int size) {
    BusDevice device = memory.deviceAt(physical);
    long value = memory.load(physical, size);
    TraceSink sink = trace;
    if (device != null) {
      runState.leaveRun();
      emitDeviceAccess(false, physical, size, value, device);
    } else if (sink != null) {
      sink.load(accessKind(segment), linear, physical, size, value);
    }
    return value;
  }

  private void storePiece(int segment, long linear, long physical, int size, long value) {
    BusDevice device = memory.deviceAt(physical);
    long after = Bits.zeroExtend(value, size);
    TraceSink sink = trace;
    if (device != null) {
      runState.leaveRun();
      emitDeviceAccess(true, physical, size, after, device);
      memory.store(physical, size, value);
    } else if (sink != null) {
      long before = memory.load(physical, size);
      memory.store(physical, size, value);
      sink.store(accessKind(segment), linear, physical, size, before, after);
    } else {
      memory.store(physical, size, value);
    }
  }

  private static TraceSink.Access accessKind(int segment) {
    return segment == SYSTEM ? TraceSink.Access.DESCRIPTOR : TraceSink.Access.DATA;
  }

  private void emitDeviceAccess(
      boolean write, long physical, int size, long value, BusDevice device) {
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(new TraceEvent.MemoryMappedIo(write, physical, size, value, device.name()));
    }
  }

  // Checks.

  private long physical(long linear, int access) {
    long physical = translation.translate(linear, access);
    if (physical == AddressTranslation.FAULT) {
      throw pageFault(linear);
    }
    return physical;
  }

  /** The fault of a failed translation, or the VM exit if it was the second level that refused. */
  RuntimeException pageFault(long linear) {
    SecondLevel refusing = translation.refusedBy();
    return refusing == null
        ? new ProcessorFault(Vector.PF, translation.errorCode(), linear)
        : refusing.exit(linear);
  }

  private long nextPage(long linear) {
    long next = (linear | PAGE - 1) + 1;
    return longMode ? next : next & 0xFFFF_FFFFL;
  }

  private void checkCanonical(int segment, long linear, int size) {
    if (longMode && !(isCanonical(linear) && isCanonical(linear + size - 1))) {
      throw new ProcessorFault(segment == LogicalProcessor.SS ? Vector.SS : Vector.GP, 0, 0);
    }
  }

  /** Whether bits 63 to 47 are equal (SDM, "Canonical Addressing"). */
  static boolean isCanonical(long linear) {
    return linear << 16 >> 16 == linear;
  }

  private void checkAccess(int segment, long linear, int size, int access) {
    checkAlignment(linear, size, access);
    DebugRegisters watching = breakpoints;
    if (watching != null && segment != SYSTEM) {
      watching.accessMemory(linear, size, (access & Access.WRITE) != 0);
    }
  }

  private void checkAlignment(long linear, int size, int access) {
    if (alignmentChecked && (access & Access.USER) != 0 && (linear & size - 1) != 0) {
      throw new ProcessorFault(Vector.AC, 0, 0);
    }
  }
}
