package ringside.emulator.engine;

import java.io.Serial;

/** Says that a handler does what compiled code cannot do itself: it will be called instead. */
final class NotEvaluable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  NotEvaluable(String what) {
    super(what, null, false, false);
  }
}
