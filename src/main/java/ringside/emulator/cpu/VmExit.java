package ringside.emulator.cpu;

import java.io.Serial;

/**
 * Ends a guest's instruction, or the delivery of an event, whose reason to exit {@link
 * Virtualization} has noted. Like {@link ProcessorFault} it has no stack trace; and because it
 * carries nothing either, there is only one.
 */
public final class VmExit extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** The only one. */
  public static final VmExit INSTANCE = new VmExit();

  private VmExit() {
    super("VM exit", null, false, false);
  }
}
