package ringside.emulator.machine.boot;

/** An image that cannot be booted on this machine: the mistake is in the image or in the call. */
public final class BootFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what is wrong, without the image's name
   */
  public BootFailure(String message) {
    super(message);
  }
}
