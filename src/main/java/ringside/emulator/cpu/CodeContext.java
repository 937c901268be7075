package ringside.emulator.cpu;

import ringside.emulator.isa.CodeMode;

/**
 * What decoded code depends on beside its bytes, packed into an int: the code's mode, CPL, whether
 * selectors name descriptors, and whether a guest runs it.
 */
final class CodeContext {
  private static final int CPL_SHIFT = 2;
  private static final int USES_DESCRIPTORS = 1 << 4;
  private static final int GUEST = 1 << 5;

  private CodeContext() {}

  static int of(CodeMode code, int cpl, Mode mode, boolean guest) {
    return code.ordinal()
        | cpl << CPL_SHIFT
        | (mode.usesDescriptors() ? USES_DESCRIPTORS : 0)
        | (guest ? GUEST : 0);
  }

  /** Whether a hypervisor may intercept instructions. */
  static boolean guest(int context) {
    return (context & GUEST) != 0;
  }

  static int cpl(int context) {
    return context >>> CPL_SHIFT & 3;
  }

  static boolean usesDescriptors(int context) {
    return (context & USES_DESCRIPTORS) != 0;
  }
}
