package ringside.emulator.cpu;

/** Operating modes (SDM, "Modes of Operation"; AMD APM, "Operating Modes"). */
public enum Mode {
  REAL,
  VIRTUAL_8086,
  PROTECTED,
  COMPATIBILITY,
  LONG;

  /** Neither real-address nor virtual-8086 mode: selectors name descriptors. */
  public boolean usesDescriptors() {
    return this != REAL && this != VIRTUAL_8086;
  }

  /** EFER.LMA: 64-bit or compatibility mode. */
  public boolean ia32e() {
    return this == LONG || this == COMPATIBILITY;
  }
}
