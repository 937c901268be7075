package ringside.emulator.cpu;

/**
 * GDTR or IDTR.
 *
 * @param limit the last byte of the table, 0 to FFFF
 */
public record TableRegister(long base, int limit) {}
