package ringside.cli;

/** What the exit status of every command means. */
final class ExitStatus {
  /** Everything is as it should be. */
  static final int PASS = 0;

  /** The program ran, and did not do what it should. */
  static final int FAIL = 1;

  /** A source, a file name or the call itself is wrong. */
  static final int AUTHOR_ERROR = 2;

  /** Somebody pressed Ctrl-C: as shells report SIGINT. */
  static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
