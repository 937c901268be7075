package ringside.lab.scenario;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an expression is asked about: the state at one tick of a run, and one event. */
public interface Moment {

  /** A register's value now; names of {@link StateNames#view}. */
  long register(StateNames.View view);

  /** A register's value one step earlier. */
  long registerBefore(StateNames.View view);

  long tick();

  /** Console output so far. */
  String console();

  /** The event, by field name; null where a state is asked about. */
  @Nullable Map<String, Object> event();

  /**
   * Little-endian memory at a linear address, through the page tables of the state.
   *
   * @param size 1, 2, 4 or 8 bytes
   * @throws NotMapped where the address leads nowhere
   */
  long linear(long address, int size) throws NotMapped;

  /** Little-endian memory at a physical address. */
  long physical(long address, int size) throws NotMapped;

  /** There is nothing at an address. */
  final class NotMapped extends Exception {
    public NotMapped(long address) {
      super("nothing is mapped at " + Long.toHexString(address), null, false, false);
    }
  }
}
