package ringside.emulator.cpu;

import ringside.emulator.isa.CodeMode;

/**
 * What decoded code depends on beside its bytes, packed into an int: the code's mode, CPL, and
 * whether selectors name descriptors.
 */
final class CodeContext {
  private static final int CPL_SHIFT = 2;
  private static final int USES_DESCRIPTORS = 1 << 4;

  private CodeContext() {}

  static int of(CodeMode code, int cpl, Mode mode) {
    return code.ordinal() | cpl << CPL_SHIFT | (mode.usesDescriptors() ? USES_DESCRIPTORS : 0);
  }

  static int cpl(int context) {
    return context >>> CPL_SHIFT & 3;
  }

  static boolean usesDescriptors(int context) {
    return (context & USES_DESCRIPTORS) != 0;
  }
}
