package ringside.emulator.machine;

import java.util.List;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.device.InterruptController;
import ringside.emulator.device.IntervalTimer;
import ringside.emulator.device.SerialPort;
import ringside.emulator.memory.MemorySnapshot;

/**
 * A machine between two ticks. Immutable; it shares memory pages with the machine and with other
 * snapshots, so it costs what was written since the one before.
 *
 * @param pendingInput what is to be typed, in order
 */
public record MachineSnapshot(
    ProcessorState processor,
    MemorySnapshot memory,
    InterruptController.State interrupts,
    IntervalTimer.State timer,
    SerialPort.State serial,
    List<Input> pendingInput) {

  public MachineSnapshot {
    pendingInput = List.copyOf(pendingInput);
  }
}
