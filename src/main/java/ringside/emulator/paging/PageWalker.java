package ringside.emulator.paging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/**
 * Walks the paging structures (SDM, "Hierarchical Paging Structures: an Overview"): 32-bit, PAE, 4-
 * and 5-level, which differ only in the width of an entry and the number of tables.
 *
 * <p>A walk that succeeds sets the accessed and dirty bits and leaves its result in {@link #frame}
 * and {@link #rights}; one that fails changes nothing and leaves {@link #errorCode}. Each reference
 * to an entry is told to the trace, and then the walk as a whole.
 */
public final class PageWalker {
  private static final long P = 1;
  private static final long RW = 1 << 1;
  private static final long US = 1 << 2;
  private static final long A = 1 << 5;
  private static final long D = 1 << 6;
  static final long PS = 1 << 7;
  private static final long G = 1 << 8;
  private static final long XD = 1L << 63;

  private final PhysicalMemory memory;
  private final PagingControls controls;
  private @Nullable TraceSink trace;

  private final long[] addresses = new long[6];
  private final long[] entries = new long[6];
  private int depth;
  private long frame;
  private int rights;
  private int errorCode;

  public PageWalker(PhysicalMemory memory, PagingControls controls) {
    this.memory = memory;
    this.controls = controls;
  }

  /** Who is told of references and walks, or null. */
  public void setTrace(@Nullable TraceSink sink) {
    trace = sink;
  }

  /** Physical address of the 4 KiB frame that the last walk found. */
  long frame() {
    return frame;
  }

  /** {@link Rights} of the last walk. */
  int rights() {
    return rights;
  }

  /** Page-fault error code of the last walk that failed. */
  int errorCode() {
    return errorCode;
  }

  /**
   * Translates a canonical linear address.
   *
   * @param access {@link Access} bits
   * @return false if the access raises a page fault
   */
  boolean walk(long linear, int access) {
    depth = 0;
    boolean allowed = descend(linear, access);
    if (allowed) {
      markAccessed((access & Access.WRITE) != 0);
    }
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(event(linear, allowed));
    }
    return allowed;
  }

  private boolean descend(long linear, int access) {
    PagingMode mode = controls.mode();
    int level = mode.levels();
    long table = controls.root() & rootMask(mode);
    if (mode == PagingMode.PAE) {
      long pdpte = controls.pdpte((int) (linear >>> 30) & 3);
      if ((pdpte & P) == 0) {
        return fault(access, 0);
      }
      table = pdpte & controls.addressMask();
    }
    rights = Rights.ALL & ~Rights.DIRTY;
    while (true) {
      long entry = read(table, linear, mode, level);
      if ((entry & P) == 0) {
        return fault(access, 0);
      }
      boolean large = isLarge(entry, mode, level);
      if ((entry & controls.reservedBits(level, large)) != 0) {
        return fault(access, Access.PRESENT | Access.RESERVED);
      }
      restrict(entry);
      if (level == 1 || large) {
        return finish(entry, linear, mode.shift(level), large, access);
      }
      table = entry & (mode == PagingMode.BITS_32 ? 0xFFFF_F000L : controls.addressMask());
      level--;
    }
  }

  private long rootMask(PagingMode mode) {
    return mode == PagingMode.BITS_32 ? 0xFFFF_F000L : controls.addressMask();
  }

  private boolean isLarge(long entry, PagingMode mode, int level) {
    if ((entry & PS) == 0) {
      return false;
    }
    return level == 2
        ? mode != PagingMode.BITS_32 || controls.pageSizeExtensions()
        : level == 3 && controls.gigabytePages();
  }

  private long read(long table, long linear, PagingMode mode, int level) {
    long index = linear >>> mode.shift(level) & (1L << mode.indexBits()) - 1;
    long address = table + index * mode.entrySize();
    long entry = memory.load(address, mode.entrySize());
    addresses[depth] = address;
    entries[depth] = entry;
    depth++;
    TraceSink sink = trace;
    if (sink != null) {
      sink.load(TraceSink.Access.PAGING, address, address, mode.entrySize(), entry);
    }
    return entry;
  }

  private void restrict(long entry) {
    if ((entry & RW) == 0) {
      rights &= ~Rights.WRITABLE;
    }
    if ((entry & US) == 0) {
      rights &= ~Rights.USER;
    }
    if ((entry & XD) != 0 && controls.noExecute()) {
      rights |= Rights.NO_EXECUTE;
    }
  }

  private boolean finish(long entry, long linear, int shift, boolean large, int access) {
    if (!Rights.allow(rights, access, controls)) {
      return fault(access, Access.PRESENT);
    }
    if ((entry & G) != 0 && controls.globalPages()) {
      rights |= Rights.GLOBAL;
    }
    if ((entry & D) != 0 || (access & Access.WRITE) != 0) {
      rights |= Rights.DIRTY;
    }
    if (large) {
      rights |= Rights.LARGE;
    }
    long inPage = (1L << shift) - 1;
    long base = entry & controls.addressMask();
    if (controls.mode() == PagingMode.BITS_32) {
      base = entry & 0xFFFF_F000L;
      if (large) {
        base |= (entry >>> 13 & 0xFF) << 32;
      }
    }
    frame = base & ~inPage | linear & inPage & ~0xFFFL;
    return true;
  }

  private boolean fault(int access, int reason) {
    boolean reportsFetch =
        controls.smep() || controls.noExecute() && controls.mode() != PagingMode.BITS_32;
    errorCode = reason | access & (reportsFetch ? ~0 : ~Access.FETCH);
    return false;
  }

  private void markAccessed(boolean write) {
    int size = controls.mode().entrySize();
    for (int i = 0; i < depth; i++) {
      long set = i == depth - 1 && write ? A | D : A;
      if ((entries[i] & set) != set) {
        memory.store(addresses[i], size, entries[i] | set);
        TraceSink sink = trace;
        if (sink != null) {
          sink.store(
              TraceSink.Access.PAGING,
              addresses[i],
              addresses[i],
              size,
              entries[i],
              entries[i] | set);
        }
      }
    }
  }

  private TraceEvent event(long linear, boolean allowed) {
    List<TraceEvent.PageWalk.Reference> references = new ArrayList<>(depth);
    int level = controls.mode().levels();
    for (int i = 0; i < depth; i++) {
      references.add(new TraceEvent.PageWalk.Reference(level - i, addresses[i], entries[i]));
    }
    long physical = allowed ? frame | linear & 0xFFF : -1;
    return new TraceEvent.PageWalk(linear, List.copyOf(references), physical);
  }
}
