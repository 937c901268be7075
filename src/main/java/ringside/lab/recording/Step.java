package ringside.lab.recording;

import java.util.Locale;

/** What one tick was. */
public enum Step {
  /** An instruction completed. */
  RETIRED,
  /** An exception was delivered; the instruction did not complete. */
  EXCEPTION,
  /** An external interrupt was delivered. */
  INTERRUPT,
  /** One iteration of a REP string instruction that is not over. */
  REPEAT,
  /** Time passed in HLT. */
  HALT;

  /** The word on the wire. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
