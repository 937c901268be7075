package ringside.emulator.isa;

import java.util.List;

/** The condition suffixes (SDM Vol. 2, "Condition Test Field", tttn), the first name ours. */
final class Conditions {
  static final List<List<String>> NAMES =
      List.of(
          List.of("O"),
          List.of("NO"),
          List.of("B", "C", "NAE"),
          List.of("AE", "NB", "NC"),
          List.of("E", "Z"),
          List.of("NE", "NZ"),
          List.of("BE", "NA"),
          List.of("A", "NBE"),
          List.of("S"),
          List.of("NS"),
          List.of("P", "PE"),
          List.of("NP", "PO"),
          List.of("L", "NGE"),
          List.of("GE", "NL"),
          List.of("LE", "NG"),
          List.of("G", "NLE"));

  private Conditions() {}

  /** {@code mnemonic} with its {@code cc} replaced by the first name of {@code condition}. */
  static String apply(String mnemonic, int condition) {
    return mnemonic.endsWith("cc")
        ? mnemonic.substring(0, mnemonic.length() - 2) + NAMES.get(condition).getFirst()
        : mnemonic;
  }
}
