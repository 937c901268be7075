package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.DecodedInstruction;

/**
 * Instructions that follow each other within a page, decoded for one mode and privilege. A
 * conditional branch does not end it; whoever runs it leaves when RIP goes elsewhere.
 */
final class Block {
  final long physical;
  final int context;
  final DecodedInstruction[] instructions;
  final @Nullable Operation[] operations;

  /** Bytes from the first to the last. */
  final int length;

  /** What runs in place of it, once it was hot. */
  @Nullable CompiledCode compiled;

  /** What the interpreter's loop runs in place of it, once it was warm. */
  @Nullable ThreadedCode threaded;

  /** Whether what was compiled relied on registers that turned out otherwise. */
  boolean refused;

  /** How often it was about to run; negative if it shall not be compiled. */
  int heat;

  private static final long UNREACHABLE = -1;

  private boolean valid = true;

  /** Where it was found last, and the {@link ringside.emulator.paging.Tlb#epoch} it was then. */
  private long linear;

  private long epoch = UNREACHABLE;
  @Nullable Block nextInBucket;
  @Nullable Block nextInPage;

  Block(long physical, int context, DecodedInstruction[] instructions, int length) {
    this.physical = physical;
    this.context = context;
    this.instructions = instructions;
    this.operations = new @Nullable Operation[instructions.length];
    this.length = length;
  }

  boolean matches(long address, int key) {
    return physical == address && context == key && valid;
  }

  boolean overlaps(long first, long last) {
    return first < physical + length && physical <= last;
  }

  /** Remembers that translation leads from a linear address to here. */
  void reach(long address, long now) {
    linear = address;
    epoch = now;
    if (threaded != null) {
      threaded.reach(address, now);
    }
  }

  /** Replaces the translation. */
  ThreadedCode thread(ThreadedCode code) {
    if (threaded != null) {
      threaded.invalidate();
    }
    code.reach(linear, epoch);
    threaded = code;
    return code;
  }

  /** Whether translation of a linear address is known to lead here still. */
  boolean reachable(long address, int key, long now) {
    return linear == address && context == key && epoch == now;
  }

  /** Ends it. Who still holds it shall not hold with it what it led to. */
  void invalidate() {
    valid = false;
    epoch = UNREACHABLE;
    compiled = null;
    if (threaded != null) {
      threaded.invalidate();
      threaded = null;
    }
    nextInBucket = null;
    nextInPage = null;
  }

  /** Lets go of what was compiled, if that is of no use any more. */
  void dropInvalidCode() {
    CompiledCode code = compiled;
    if (code != null && !code.isValid()) {
      compiled = null;
      heat = 0;
      refused = code.refusesOften();
    }
  }
}
