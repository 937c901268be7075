package ringside.emulator.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
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
 *
 * <p>Under virtualization there is a pair of TLBs for each <i>address space</i>: that of the host
 * and those that VPIDs, EPT pointers or ASIDs tag. So VM entries and exits flush nothing.
 */
public final class AddressTranslation {
  /** What {@link #translate} returns for an access that faults. */
  public static final long FAULT = -1;

  /** The address space of everything that runs outside a guest. */
  public static final long HOST = 0;

  private static final int DATA_ENTRIES = 1024;
  private static final int CODE_ENTRIES = 128;
  private static final int MAXIMUM_SPACES = 8;
  private static final int EPOCH_BITS = 40;

  /** Fetches go by physical address: of a window onto code only the tag counts. */
  private static final byte[] NO_ARRAY = {};

  private final PagingControls controls = new PagingControls();
  private final PageWalker walker;
  private final List<Space> spaces = new ArrayList<>();
  private Space space = new Space(HOST, 0);
  private long spacesMade = 1;
  private @Nullable SecondLevel secondLevel;
  private @Nullable TraceSink trace;

  /** The translations of one address space. */
  private static final class Space {
    private final long tag;
    private final Tlb data;
    private final Tlb code;

    /** {@link PagingControls#windowKey} when it was left last: windows are open for that. */
    private long windowKey;

    Space(long tag, long number) {
      this.tag = tag;
      data = new Tlb(DATA_ENTRIES, number << EPOCH_BITS);
      code = new Tlb(CODE_ENTRIES, number << EPOCH_BITS);
    }

    void flush(boolean includingGlobal) {
      data.flush(includingGlobal);
      code.flush(includingGlobal);
    }

    void invalidate(long linear) {
      data.invalidate(linear);
      code.invalidate(linear);
    }
  }

  /** The entries of one address space, for a snapshot: {@link Tlb#save}. */
  public record SavedSpace(long tag, long[] data, long[] code) {}

  /** Translation by tables in {@code memory}; paging is off. */
  public AddressTranslation(PhysicalMemory memory) {
    walker = new PageWalker(memory, controls);
    spaces.add(space);
  }

  public PagingControls controls() {
    return controls;
  }

  /** TLB of loads and stores. */
  public Tlb data() {
    return space.data;
  }

  /** TLB of instruction fetches. */
  public Tlb code() {
    return space.code;
  }

  /** Who is told of walks and flushes, or null. */
  public void setTrace(@Nullable TraceSink sink) {
    trace = sink;
    walker.setTrace(sink);
  }

  /** Translates for a load or store; {@code access} is of {@link Access}'s bits. */
  public long translate(long linear, int access) {
    return translate(space.data, linear, access);
  }

  /** Translates for an instruction fetch. */
  public long translateFetch(long linear, int access) {
    Tlb code = space.code;
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
    if (!controls.enabled() && secondLevel == null) {
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

  /** Error code of the page fault that {@link #FAULT} stood for. */
  public int errorCode() {
    return walker.errorCode();
  }

  /** The second level, if {@link #FAULT} stood for an access that it refused; else null. */
  public @Nullable SecondLevel refusedBy() {
    return walker.refused() ? secondLevel : null;
  }

  /** Whether loads by a supervisor may bypass {@link Rights} for this page: not under SMAP. */
  public boolean supervisorWindowAllowed(long linear) {
    return !controls.smap() || (space.data.rights(space.data.slot(linear)) & Rights.USER) == 0;
  }

  // The second level.

  /** Lets guest-physical addresses be translated from now on; null makes them physical. */
  public void setSecondLevel(@Nullable SecondLevel level) {
    secondLevel = level;
    walker.setSecondLevel(level);
  }

  /** Physical address of a table that CR3 points at, or {@link #FAULT}. */
  public long tableAddress(long guestPhysical) {
    return walker.tableAddress(guestPhysical);
  }

  // Address spaces.

  /**
   * Makes the translations of another address space the current ones; the processor's memory access
   * must be refreshed.
   */
  public void selectSpace(long tag) {
    Space before = space;
    if (before.tag == tag) {
      return;
    }
    before.windowKey = controls.windowKey();
    space = find(tag);
    // The most recently used is the last, and the host's, never dropped, the first.
    if (tag != HOST && spaces.getLast() != space) {
      spaces.remove(space);
      spaces.add(space);
      if (spaces.size() > MAXIMUM_SPACES) {
        spaces.remove(1);
      }
    }
  }

  private Space find(long tag) {
    for (int i = 0; i < spaces.size(); i++) {
      if (spaces.get(i).tag == tag) {
        return spaces.get(i);
      }
    }
    return new Space(tag, spacesMade++);
  }

  /** Closes the current space's windows if they were opened under other controls. */
  public void checkWindows() {
    long key = controls.windowKey();
    if (space.windowKey != key) {
      space.windowKey = key;
      space.data.closeAll();
    }
  }

  /** Drops the translations of all address spaces that {@code tags} selects, global ones too. */
  public void flushSpaces(LongPredicate tags) {
    for (int i = 0; i < spaces.size(); i++) {
      if (tags.test(spaces.get(i).tag)) {
        spaces.get(i).flush(true);
      }
    }
    emitFlush(true, true, 0);
  }

  /** Drops the translations of one address space. */
  public void flushSpace(long tag, boolean includingGlobal) {
    for (int i = 0; i < spaces.size(); i++) {
      if (spaces.get(i).tag == tag) {
        spaces.get(i).flush(includingGlobal);
      }
    }
    emitFlush(true, includingGlobal, 0);
  }

  /** Drops the translation of one page in one address space: INVLPGA, INVVPID. */
  public void invalidateInSpace(long tag, long linear) {
    for (int i = 0; i < spaces.size(); i++) {
      if (spaces.get(i).tag == tag) {
        spaces.get(i).invalidate(linear);
      }
    }
    emitFlush(false, true, linear);
  }

  /** The same in all address spaces that {@code tags} selects. */
  public void invalidateInSpaces(LongPredicate tags, long linear) {
    for (int i = 0; i < spaces.size(); i++) {
      if (tags.test(spaces.get(i).tag)) {
        spaces.get(i).invalidate(linear);
      }
    }
    emitFlush(false, true, linear);
  }

  /** Closes all windows onto a frame. */
  public void closeFrame(long frame) {
    for (int i = 0; i < spaces.size(); i++) {
      spaces.get(i).data.closeFrame(frame);
    }
  }

  /** Closes all windows. */
  public void closeAll() {
    for (int i = 0; i < spaces.size(); i++) {
      spaces.get(i).data.closeAll();
    }
  }

  // Invalidation in the current space.

  /** Drops all translations, and tells the trace. */
  public void flush(boolean includingGlobal) {
    space.flush(includingGlobal);
    emitFlush(true, includingGlobal, 0);
  }

  /** Drops the translation of the page of {@code linear}, and tells the trace. */
  public void invalidate(long linear) {
    space.invalidate(linear);
    emitFlush(false, true, linear);
  }

  private void emitFlush(boolean all, boolean includingGlobal, long linear) {
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(new TraceEvent.TlbFlush(all, includingGlobal, linear));
    }
  }

  // Snapshots.

  /** All address spaces, the host's first. */
  public List<SavedSpace> save() {
    return spaces.stream().map(s -> new SavedSpace(s.tag, s.data.save(), s.code.save())).toList();
  }

  /** Replaces all address spaces, and makes the one of {@code tag} current. */
  public void restore(List<SavedSpace> saved, long tag) {
    Space host = spaces.getFirst();
    spaces.clear();
    for (SavedSpace state : saved) {
      Space restored = state.tag == HOST ? host : new Space(state.tag, spacesMade++);
      restored.data.restore(state.data);
      restored.code.restore(state.code);
      spaces.add(restored);
    }
    space = find(tag);
  }

  /** Tag of the current address space. */
  public long spaceTag() {
    return space.tag;
  }
}
