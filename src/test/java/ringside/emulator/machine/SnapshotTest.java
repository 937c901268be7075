package ringside.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import ringside.emulator.asm.Assembly;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.ProcessorState;

/** Snapshots are complete, cheap, and independent of what the machine does next. */
class SnapshotTest {
  private static final long ORIGIN = 0x10_0000;
  private static final long TICKS = 400_000;

  private static Machine machine() {
    Machine machine =
        new Machine(MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, Preset.PM32, ORIGIN));
    Assembly assembly = GuestProgram.assemble("interrupts.asm", Map.of());
    machine.load(ORIGIN, assembly.image());
    return machine;
  }

  private static void assertSame(Machine expected, Machine actual) {
    assertEquals(
        ProcessorState.of(expected.cpu()).numbers(), ProcessorState.of(actual.cpu()).numbers());
    int size = (int) expected.memory().size();
    assertArrayEquals(expected.memory().read(0, size), actual.memory().read(0, size));
    assertEquals(expected.snapshot().devices(), actual.snapshot().devices());
  }

  @Test
  void twoRunsAreEqual() {
    Machine first = machine();
    Machine second = machine();
    assertEquals(first.run(TICKS), second.run(TICKS));
    assertSame(first, second);
  }

  @Test
  void aRunFromASnapshotIsTheSameRun() {
    Machine whole = machine();
    RunOutcome outcome = whole.run(TICKS);
    for (long at = 1; at < whole.ticks(); at += whole.ticks() / 50) {
      Machine origin = machine();
      RunOutcome unused = origin.run(at);
      MachineSnapshot snapshot = origin.snapshot();
      RunOutcome disturbed = origin.run(777);
      Machine fork = machine();
      fork.restore(snapshot);
      assertEquals(at, fork.ticks());
      assertEquals(outcome, fork.run(TICKS));
      assertSame(whole, fork);
      origin.restore(snapshot);
      assertEquals(outcome, origin.run(TICKS));
      assertSame(whole, origin);
    }
  }

  @Test
  void aForkCostsThePagesItWrites() {
    Machine machine = machine();
    RunOutcome unused = machine.run(100);
    MachineSnapshot before = machine.snapshot();
    assertEquals(0, machine.memory().ownedPages());
    assertEquals(0, machine.snapshot().memory().pagesNotSharedWith(before.memory()));
    machine.memory().store(0x20_0000, 4, 1);
    machine.memory().store(0x20_0FFC, 8, 1);
    assertEquals(2, machine.memory().ownedPages());
    assertEquals(2, machine.snapshot().memory().pagesNotSharedWith(before.memory()));
    assertEquals(1, machine.memory().load(0x20_0000, 4));
    machine.restore(before);
    assertEquals(0, machine.memory().load(0x20_0000, 4));
  }
}
