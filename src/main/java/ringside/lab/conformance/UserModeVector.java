package ringside.lab.conformance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instruction captured at CPL 3. Numbers are hexadecimal strings.
 *
 * @param i index in the form
 * @param b instruction bytes
 * @param r initial general registers, rip and rflags
 * @param x initial XMM registers; those not listed are 0
 * @param mxcsr initial MXCSR; 1F80 if absent
 * @param fpu initial x87 state
 * @param m initial memory runs of address and bytes
 * @param f what changed
 * @param v the exception, if one was raised
 * @param u RFLAGS bits that are undefined
 * @param fu x87 status word bits that are undefined
 * @param ur registers that are undefined
 * @param imp 1 if the fault left partial results, so that only RIP may be compared
 */
record UserModeVector(
    int i,
    String b,
    Map<String, String> r,
    @Nullable Map<String, String> x,
    @Nullable String mxcsr,
    @Nullable Map<String, String> fpu,
    @Nullable List<List<String>> m,
    Change f,
    @Nullable Exception v,
    String u,
    @Nullable String fu,
    @Nullable List<String> ur,
    int imp) {

  /** Final state: only what differs from the initial one. */
  record Change(
      @Nullable Map<String, String> r,
      @Nullable Map<String, String> x,
      @Nullable String mxcsr,
      @Nullable Map<String, String> fpu,
      @Nullable List<List<String>> m,
      @Nullable Map<String, String> seg) {}

  /** Vector, error code where it has one, and CR2 of a page fault. */
  record Exception(int n, @Nullable String e, @Nullable String cr2) {}
}
