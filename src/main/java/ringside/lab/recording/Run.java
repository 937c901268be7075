package ringside.lab.recording;

import java.util.List;
import ringside.emulator.cpu.UndefinedInstruction;
import ringside.emulator.machine.MachineSnapshot;
import ringside.emulator.trace.TraceEvent;

/**
 * What the machine did, before anyone reads a meaning into it: the log of its ticks, its
 * architectural events and enough keyframes to begin anywhere.
 *
 * @param keyframes states at ticks 0, {@link #INTERVAL}, twice that and so on
 * @param undefined what raised #UD because no row knows it
 */
record Run(
    TickLog log,
    List<Event> events,
    List<Keyframe> keyframes,
    List<UndefinedInstruction> undefined,
    End end) {

  /** Ticks between two keyframes, which is also the length of a chunk on the wire. */
  static final int INTERVAL = 2048;

  /** An architectural event and the tick whose step caused it. */
  record Event(int tick, TraceEvent event) {}

  /** All state at one tick; forks begin from its snapshot of the machine. */
  record Keyframe(int tick, long[] state, MachineSnapshot snapshot) {}

  int ticks() {
    return log.size();
  }

  /** The last keyframe that is not after a tick. */
  Keyframe keyframe(int tick) {
    return keyframes.get(Math.min(tick / INTERVAL, keyframes.size() - 1));
  }
}
