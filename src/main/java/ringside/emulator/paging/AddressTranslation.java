package ringside.emulator.paging;

import org.jspecify.annotations.Nullable;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/**
 * Turns linear into physical addresses by TLB and, where that misses, page walk.
 *
 * <p>Data and code have a TLB each, as on silicon. That keeps the run exact as well: an engine that
 * runs a block of instructions looks its page up once, one that steps looks it up for each, and
 * because no data access can evict a code translation both leave the same state behind.
 */
public final class AddressTranslation {
  /** What {@link #translate} returns for an access that faults. */
  public static final long FAULT = -1;

  private static final int DATA_ENTRIES = 1024;
  private static final int CODE_ENTRIES = 128;

  /** Fetches go by physical address: of a window onto code only the tag counts. */
  private static final byte[] NO_ARRAY = {};

  private final PagingControls controls = new PagingControls();
  private final Tlb data = new Tlb(DATA_ENTRIES);
  private final Tlb code = new Tlb(CODE_ENTRIES);
  private final PageWalker walker;
  private @Nullable TraceSink trace;

  /** Translation by tables in {@code memory}; paging is off. */
  public AddressTranslation(PhysicalMemory memory) {
    walker = new PageWalker(memory, controls);
  }

  public PagingControls controls() {
    return controls;
  }

  /** TLB of loads and stores. */
  public Tlb data() {
    return data;
  }

  /** TLB of instruction fetches. */
  public Tlb code() {
    return code;
  }

  /** Who is told of walks and flushes, or null. */
  public void setTrace(@Nullable TraceSink sink) {
    trace = sink;
    walker.setTrace(sink);
  }

  /** Translates for a load or store; {@code access} is of {@link Access}'s bits. */
  public long translate(long linear, int access) {
    return translate(data, linear, access);
  }

  /** Translates for an instruction fetch. */
  public long translateFetch(long linear, int access) {
    Tlb.Window window = (access & Access.USER) != 0 ? code.user : code.supervisor;
    int slot = code.slot(linear);
    if (window.readTags[slot] == linear >>> 12) {
      return code.frame(slot) | linear & 0xFFF;
    }
    long physical = translate(code, linear, access | Access.FETCH);
    if (physical != FAULT) {
      window.openRead(slot, linear, NO_ARRAY);
    }
    return physical;
  }

  private long translate(Tlb tlb, long linear, int access) {
    int slot = tlb.slot(linear);
    if (tlb.holds(slot, linear)) {
      int rights = tlb.rights(slot);
      boolean clean = (access & Access.WRITE) != 0 && (rights & Rights.DIRTY) == 0;
      if (!clean && Rights.allow(rights, access, controls)) {
        return tlb.frame(slot) | linear & 0xFFF;
      }
    }
    if (!controls.enabled()) {
      tlb.insert(linear, linear & ~0xFFFL, Rights.ALL);
      return linear;
    }
    if (!walker.walk(linear, access)) {
      // A page fault drops the translation that it was about (SDM, "Operations that Invalidate
      // TLBs and Paging-Structure Caches").
      if (tlb.holds(slot, linear)) {
        tlb.invalidate(linear);
      }
      return FAULT;
    }
    tlb.insert(linear, walker.frame(), walker.rights());
    return walker.frame() | linear & 0xFFF;
  }

  /** Error code of the fault that {@link #FAULT} stood for. */
  public int errorCode() {
    return walker.errorCode();
  }

  /** Whether loads by a supervisor may bypass {@link Rights} for this page: not under SMAP. */
  public boolean supervisorWindowAllowed(long linear) {
    return !controls.smap() || (data.rights(data.slot(linear)) & Rights.USER) == 0;
  }

  /** Drops all translations, and tells the trace. */
  public void flush(boolean includingGlobal) {
    data.flush(includingGlobal);
    code.flush(includingGlobal);
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(new TraceEvent.TlbFlush(true, includingGlobal, 0));
    }
  }

  /** Drops the translation of the page of {@code linear}, and tells the trace. */
  public void invalidate(long linear) {
    data.invalidate(linear);
    code.invalidate(linear);
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(new TraceEvent.TlbFlush(false, true, linear));
    }
  }
}
