package ringside.emulator.machine;

/**
 * What somebody outside did to the machine, and when: the log of these, with configuration and
 * images, is all that a run depends on.
 *
 * @param at virtual time, {@link Machine#now}
 * @param character 0 to 255, typed on COM1
 */
public record Input(long at, int character) {}
