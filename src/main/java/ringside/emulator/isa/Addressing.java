package ringside.emulator.isa;

/** What choosing a form for an effective address came to. */
sealed interface Addressing permits AddressForm, Addressing.Impossible {
  /** No form holds it. */
  record Impossible(EncodingError.BadAddress error) implements Addressing {}
}
