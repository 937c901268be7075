package ringside.emulator.machine.boot;

/**
 * A file that a kernel gets beside itself: an initial RAM disk, or the kernel of a first guest.
 *
 * @param commandLine what the kernel is told about it; multiboot has the file's name in it
 */
public record BootModule(byte[] content, String commandLine) {}
