package ringside.emulator.device;

/**
 * Something whose state is a value.
 *
 * @param <S> an immutable record that holds all of it
 */
public interface Stateful<S extends Record> {
  /** The state now. */
  S save();

  /** Goes back to a state that {@link #save} gave. */
  void restore(S state);
}
