package ringside.emulator.paging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;
import ringside.emulator.trace.TraceSink;

/**
 * Walks the paging structures (SDM, "Hierarchical Paging Structures: an Overview"): 32-bit, PAE, 4-
 * and 5-level, which differ only in the width of an entry and the number of tables.
 *
 * <p>A walk that succeeds sets the accessed and dirty bits and leaves its result in {@link #frame}
 * and {@link #rights}; one that fails changes nothing and leaves {@link #errorCode}. Each reference
 * to an entry is told to the trace, and then the walk as a whole.
 *
 * <p>With a {@link SecondLevel} every address that the walk finds is guest-physical, and is
 * translated before it is used: four levels of both take up to 24 references.
 */
public final class PageWalker {
  private static final long P = 1;
  private static final long RW = 1 << 1;
  private static final long US = 1 << 2;
  private static final long A = 1 << 5;
  private static final long D = 1 << 6;
  static final long PS = 1 << 7;
  static final long G = 1 << 8;
  private static final int KEY_SHIFT = 59;
  private static final long XD = 1L << 63;

  private final PhysicalMemory memory;
  private final PagingControls controls;
  private @Nullable TraceSink trace;

  private final long[] addresses = new long[6];
  private final long[] guestAddresses = new long[6];
  private final long[] entries = new long[6];
  private final List<NestedPageWalk.Reference> nestedReferences = new ArrayList<>();
  private @Nullable SecondLevel secondLevel;
  private int depth;
  private long guestPhysical;
  private boolean refused;
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

  /** Lets addresses that the walk finds be guest-physical; null makes them physical. */
  void setSecondLevel(@Nullable SecondLevel level) {
    secondLevel = level;
  }

  /** Whether the last walk failed because the second level refused an access. */
  boolean refused() {
    return refused;
  }

  /** Physical address of the 4 KiB frame that the last walk found. */
  public long frame() {
    return frame;
  }

  /** {@link Rights} of the last walk. */
  public int rights() {
    return rights;
  }

  /** Page-fault error code of the last walk that failed. */
  public int errorCode() {
    return errorCode;
  }

  /**
   * Translates a canonical linear address.
   *
   * @param access {@link Access} bits
   * @return false if the access raises a page fault
   */
  public boolean walk(long linear, int access) {
    boolean allowed = walkQuietly(linear, access);
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(secondLevel == null ? event(linear, allowed) : nestedEvent(linear, allowed));
    }
    return allowed;
  }

  /** {@link #walk} without the event of the walk as a whole. */
  public boolean walkQuietly(long linear, int access) {
    depth = 0;
    guestPhysical = linear;
    refused = false;
    nestedReferences.clear();
    boolean allowed = controls.enabled() ? descend(linear, access) : passThrough(linear);
    if (!allowed || !markAccessed((access & Access.WRITE) != 0)) {
      return false;
    }
    // The frame is guest-physical until here.
    guestPhysical = frame | linear & 0xFFF;
    return translateFrame(access);
  }

  private boolean passThrough(long linear) {
    frame = linear & ~0xFFFL;
    rights = Rights.ALL;
    return true;
  }

  private boolean descend(long linear, int access) {
    PagingMode mode = controls.mode();
    int level = mode.levels();
    long table = controls.root() & rootMask(mode);
    if (mode == PagingMode.PAE) {
      long pdpte = pdpte((int) (linear >>> 30) & 3);
      if (refused) {
        return false;
      }
      if ((pdpte & P) == 0) {
        return fault(access, 0);
      }
      if (controls.pdptesInMemory() && (pdpte & controls.reservedPdpteBits()) != 0) {
        return fault(access, Access.PRESENT | Access.RESERVED);
      }
      table = pdpte & controls.addressMask();
    }
    rights = Rights.ALL & ~Rights.DIRTY;
    while (true) {
      long entry = read(table, linear, mode, level);
      if (refused) {
        return false;
      }
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

  private long pdpte(int index) {
    if (!controls.pdptesInMemory()) {
      return controls.pdpte(index);
    }
    long address = secondLevel((controls.root() & 0xFFFF_FFE0L) + index * 8L, 0, true);
    return refused ? 0 : memory.load(address, 8);
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
    guestAddresses[depth] = address;
    if (secondLevel != null) {
      address = secondLevel(address, 0, true);
      if (refused) {
        return 0;
      }
    }
    long entry = memory.load(address, mode.entrySize());
    addresses[depth] = address;
    entries[depth] = entry;
    depth++;
    TraceSink sink = trace;
    if (sink != null) {
      if (secondLevel != null) {
        nestedReferences.add(new NestedPageWalk.Reference(level, false, address, entry));
      }
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
    if (controls.protectionKeys()) {
      rights |= (int) (entry >>> KEY_SHIFT & 0xF) << Rights.KEY_SHIFT;
    }
    if (!Rights.allow(rights, access, controls)) {
      boolean byKey = Rights.keyForbids(rights, access, controls);
      return fault(access, Access.PRESENT | (byKey ? Access.PROTECTION_KEY : 0));
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

  /** Sets accessed and dirty bits; false if the second level refuses to let them be set. */
  private boolean markAccessed(boolean write) {
    if (!mayMarkAccessed(write)) {
      return false;
    }
    int size = controls.mode().entrySize();
    for (int i = 0; i < depth; i++) {
      long missing = lacks(i, write);
      if (missing != 0) {
        long after = entries[i] | missing;
        memory.store(addresses[i], size, after);
        TraceSink sink = trace;
        if (sink != null) {
          sink.store(TraceSink.Access.PAGING, addresses[i], addresses[i], size, entries[i], after);
        }
      }
    }
    return true;
  }

  /**
   * Asks the second level for the right to write the entries that need it. Their addresses have
   * been translated by the walk, so this adds no reference to it.
   */
  private boolean mayMarkAccessed(boolean write) {
    SecondLevel level = secondLevel;
    if (level == null || level.tableAccessesAreWrites()) {
      return true;
    }
    long found = guestPhysical;
    int references = nestedReferences.size();
    for (int i = 0; i < depth; i++) {
      if (lacks(i, write) != 0) {
        long unused = secondLevel(guestAddresses[i], Access.WRITE, true);
        if (refused) {
          return false;
        }
      }
    }
    nestedReferences.subList(references, nestedReferences.size()).clear();
    guestPhysical = found;
    return true;
  }

  /** The accessed and dirty bits that entry {@code i} should have and has not. */
  private long lacks(int i, boolean write) {
    long set = i == depth - 1 && write ? A | D : A;
    return set & ~entries[i];
  }

  // The second level.

  private boolean translateFrame(int access) {
    if (secondLevel == null) {
      return true;
    }
    long physical = secondLevel(guestPhysical, access, false);
    if (refused) {
      return false;
    }
    if ((access & Access.WRITE) == 0) {
      // The first store to the page must ask the second level again.
      rights &= ~Rights.DIRTY;
    }
    frame = physical & ~0xFFFL;
    return true;
  }

  /** One translation by the second level, which may refuse it. */
  private long secondLevel(long address, int access, boolean table) {
    SecondLevel level = secondLevel;
    if (level == null) {
      return address;
    }
    if (table) {
      guestPhysical = address;
    }
    long physical = level.translate(address, access, table);
    refused = physical == AddressTranslation.FAULT;
    if (trace != null) {
      level.addReferences(nestedReferences);
    }
    return physical;
  }

  /** Physical address of a table of the guest's that is read outside a walk. */
  long tableAddress(long address) {
    refused = false;
    return secondLevel(address, 0, true);
  }

  /** Appends the references of the last walk, as those of a second level. */
  public void addReferences(List<NestedPageWalk.Reference> references) {
    int level = controls.mode().levels();
    for (int i = 0; i < depth; i++) {
      references.add(new NestedPageWalk.Reference(level - i, true, addresses[i], entries[i]));
    }
  }

  private TraceEvent nestedEvent(long linear, boolean allowed) {
    long physical = allowed ? frame | linear & 0xFFF : -1;
    return new NestedPageWalk(linear, List.copyOf(nestedReferences), guestPhysical, physical);
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
