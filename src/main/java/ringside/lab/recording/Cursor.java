package ringside.lab.recording;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import ringside.lab.introspect.PageTables;
import ringside.lab.scenario.Moment;
import ringside.lab.scenario.StateNames;
import ringside.lab.scenario.StateNames.View;

/**
 * A place in a run, with all state at that tick; it moves forwards and backwards by the log.
 *
 * <p>As a {@link Moment} it also knows the state one step earlier and, while one is set, an event.
 */
public final class Cursor implements Moment {
  private static final int CR0 = StateNames.slot("cr0");
  private static final int CR3 = StateNames.slot("cr3");
  private static final int CR4 = StateNames.slot("cr4");
  private static final int EFER = StateNames.slot("efer");
  private static final int RIP = StateNames.slot("rip");

  private final Run run;
  private long[] state;
  private long[] previous;
  private MemoryImage memory;
  private final StringBuilder console = new StringBuilder();
  private int tick;
  private @Nullable Map<String, Object> event;

  /** A cursor at a tick. */
  Cursor(Run run, int tick) {
    this.run = run;
    Run.Keyframe keyframe = run.keyframe(tick);
    this.state = keyframe.state().clone();
    this.previous = new long[state.length];
    this.memory = new MemoryImage(keyframe.snapshot().memory());
    this.tick = keyframe.tick();
    console.append(text(run.log().outputBefore(this.tick)));
    while (this.tick < tick) {
      forward();
    }
    rememberPrevious();
  }

  private void rememberPrevious() {
    System.arraycopy(state, 0, previous, 0, state.length);
    if (tick > 0) {
      run.log().sets(tick - 1, (slot, xor) -> previous[slot] ^= xor);
    }
  }

  /** Goes one tick on; false at the end. */
  public boolean forward() {
    if (tick == run.ticks()) {
      return false;
    }
    System.arraycopy(state, 0, previous, 0, state.length);
    run.log().sets(tick, (slot, xor) -> state[slot] ^= xor);
    run.log().stores(tick, (address, before, after) -> memory.write(address, after));
    console.append(text(run.log().output(tick)));
    tick++;
    return true;
  }

  /** Goes one tick back; false at the beginning. */
  public boolean backward() {
    if (tick == 0) {
      return false;
    }
    tick--;
    run.log().sets(tick, (slot, xor) -> state[slot] ^= xor);
    run.log().stores(tick, (address, before, after) -> memory.write(address, before));
    console.setLength(console.length() - text(run.log().output(tick)).length());
    rememberPrevious();
    return true;
  }

  /** Goes to a tick, over the nearest keyframe where that is shorter. */
  public void seek(int target) {
    if (Math.abs(target - tick) > Run.INTERVAL) {
      Cursor there = new Cursor(run, target);
      state = there.state;
      previous = there.previous;
      memory = there.memory;
      console.setLength(0);
      console.append(there.console);
      tick = target;
    }
    while (tick < target && forward()) {}
    while (tick > target && backward()) {}
  }

  void event(@Nullable Map<String, Object> fields) {
    event = fields;
  }

  /** Values of {@link StateNames#SLOTS}; a copy. */
  public long[] state() {
    return state.clone();
  }

  public MemoryImage memory() {
    return memory;
  }

  /** Linear address of the next instruction. */
  public long rip() {
    return state[RIP];
  }

  @Override
  public long register(View view) {
    return view.of(state);
  }

  @Override
  public long registerBefore(View view) {
    return view.of(previous);
  }

  @Override
  public long tick() {
    return tick;
  }

  @Override
  public String console() {
    return console.toString();
  }

  @Override
  public @Nullable Map<String, Object> event() {
    return event;
  }

  /** The paging of this moment. */
  public PageTables pageTables() {
    return new PageTables(state[CR0], state[CR3], state[CR4], state[EFER]);
  }

  @Override
  public long linear(long address, int size) throws NotMapped {
    long value = 0;
    PageTables tables = pageTables();
    for (int i = size - 1; i >= 0; i--) {
      OptionalLong physical = tables.walk(address + i, memory).physical();
      int octet = physical.isPresent() ? memory.readByte(physical.getAsLong()) : -1;
      if (octet < 0) {
        throw new NotMapped(address + i);
      }
      value = value << 8 | octet;
    }
    return value;
  }

  @Override
  public long physical(long address, int size) throws NotMapped {
    return memory.read(address, size).orElseThrow(() -> new NotMapped(address));
  }

  /** Console bytes as text: one character a byte, so that going back is exact. */
  static String text(byte[] output) {
    return new String(output, StandardCharsets.ISO_8859_1);
  }
}
