package ringside.lab.conformance;

import com.fasterxml.jackson.annotation.JsonAlias;
import org.jspecify.annotations.Nullable;

/**
 * The header line of one instruction form; the vectors of the form follow it.
 *
 * @param form opcode, with ModRM.reg where that selects the instruction: {@code "80.0"}
 * @param mnemonic for people
 * @param cpu {@code "C286"} or {@code "8086"} in a real-mode set, absent in a user-mode set
 * @param mode 32 or 64 in a user-mode set
 * @param cap {@code "int3"} where a repeated instruction was captured after all of its iterations
 * @param approx 1 where results need only agree to a relative error of 1.5 × 2^-12
 */
record VectorForm(
    String form,
    @JsonAlias("mn") @Nullable String mnemonic,
    @Nullable String cpu,
    int mode,
    @Nullable String cap,
    int approx) {

  /** Whether the vectors are {@link RealModeVector}s. */
  boolean realMode() {
    return cpu != null;
  }

  boolean is8086() {
    return "8086".equals(cpu);
  }

  /** The opcode byte of a real-mode form. */
  int opcode() {
    return Integer.parseInt(form.substring(0, 2), 16);
  }

  /** ModRM.reg where it selects the instruction of a real-mode form, else −1. */
  int digit() {
    return form.length() > 3 ? form.charAt(3) - '0' : -1;
  }
}
