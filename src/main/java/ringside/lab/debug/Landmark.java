package ringside.lab.debug;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Kinds of moments that people look for. */
public enum Landmark {
  /** The privilege level changed. */
  MODE_SWITCH("mode", List.of("RING")),
  /** A virtual machine was left. */
  VM_EXIT("vmexit", List.of("VMEXIT")),
  /** Software asked a hypervisor for something. */
  HYPERCALL("hypercall", List.of("HCALL")),
  /** An interrupt or exception, whoever asked for it. */
  INTERRUPT("irq", List.of("IRQ", "INT", "EXC"));

  private final String word;
  private final List<String> kinds;

  Landmark(String word, List<String> kinds) {
    this.word = word;
    this.kinds = kinds;
  }

  /** The word of the command line and of the player's palette. */
  public String word() {
    return word;
  }

  /** Kinds of events that mark it. */
  public List<String> kinds() {
    return kinds;
  }

  /** The landmark of a word. */
  public static Optional<Landmark> of(String word) {
    return Arrays.stream(values()).filter(l -> l.word.equals(word)).findFirst();
  }
}
