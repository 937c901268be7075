package ringside.cli;

/** Ends a command with a message for the author. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CommandFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  /** A mistake in the call: a file that is not there, a number that is none. */
  static CommandFailure author(String message) {
    return new CommandFailure(ExitStatus.AUTHOR_ERROR, message);
  }

  int status() {
    return status;
  }
}
