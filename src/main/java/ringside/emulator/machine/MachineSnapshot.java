package ringside.emulator.machine;

import java.util.List;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.memory.MemorySnapshot;

/**
 * A machine between two ticks. Immutable; it shares memory pages with the machine and with other
 * snapshots, so it costs what was written since the one before.
 *
 * @param devices one state a device, in the order of the board's wiring
 * @param pendingInput what is to be typed, in order
 */
public record MachineSnapshot(
    ProcessorState processor,
    MemorySnapshot memory,
    List<Record> devices,
    List<Input> pendingInput) {

  public MachineSnapshot {
    devices = List.copyOf(devices);
    pendingInput = List.copyOf(pendingInput);
  }
}
