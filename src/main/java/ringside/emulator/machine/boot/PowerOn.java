package ringside.emulator.machine.boot;

import ringside.emulator.cpu.RunState;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;

/**
 * Lets the BIOS do its power-on work before a kernel is loaded without its help: kernels look at
 * the BIOS data area, and call it in real mode. An option ROM stops the BIOS before it boots.
 */
final class PowerOn {
  private static final long OPTION_ROM = 0xC_8000;
  private static final int SIZE = 512;

  /** The signature, the size, CLI and HLT; and what makes the sum zero. */
  private static final int[] STOP = {0x55, 0xAA, 1, 0xFA, 0xF4};

  private static final long MAXIMUM_TICKS = 10_000_000;

  private PowerOn() {}

  static void run(Machine machine) {
    byte[] rom = new byte[SIZE];
    int sum = 0;
    for (int i = 0; i < STOP.length; i++) {
      rom[i] = (byte) STOP[i];
      sum += STOP[i];
    }
    rom[SIZE - 1] = (byte) -sum;
    machine.load(OPTION_ROM, rom);
    BootImage.firmware(machine);
    RunOutcome outcome = machine.run(MAXIMUM_TICKS);
    if (!(outcome instanceof RunOutcome.HaltedForever)) {
      throw new IllegalStateException("the BIOS ends with " + outcome);
    }
    machine.load(OPTION_ROM, new byte[SIZE]);
    machine.cpu().runState().setActivity(RunState.Activity.ACTIVE);
    for (int i = 0; i < 16; i++) {
      machine.cpu().setRegister(i, 8, 0);
    }
  }
}
