package ringside.emulator.svm;

import java.util.Arrays;

/** Numbers in a fixed order: the state of the parts of SVM, for a snapshot and a digest. */
final class SavedState {
  private long[] values;
  private int at;

  /** Empty, to be filled. */
  SavedState() {
    values = new long[64];
  }

  /** To be read from the beginning. */
  SavedState(long[] saved) {
    values = saved;
  }

  void put(long value) {
    if (at == values.length) {
      values = Arrays.copyOf(values, 2 * at);
    }
    values[at++] = value;
  }

  void put(boolean value) {
    put(value ? 1 : 0);
  }

  long next() {
    return values[at++];
  }

  boolean hasNext() {
    return at < values.length;
  }

  boolean nextBoolean() {
    return next() != 0;
  }

  long[] toArray() {
    return Arrays.copyOf(values, at);
  }
}
