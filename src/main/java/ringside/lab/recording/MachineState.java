package ringside.lab.recording;

import static ringside.emulator.cpu.ModelSpecificRegisters.*;

import java.util.List;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.machine.Machine;
import ringside.lab.scenario.StateNames;

/**
 * Reads a machine's registers into the slots of {@link StateNames#SLOTS}, and writes single ones.
 */
final class MachineState {
  private static final int RIP = StateNames.slot("rip");
  private static final int RFLAGS = StateNames.slot("rflags");
  private static final List<Integer> MSRS =
      List.of(
          IA32_EFER,
          IA32_STAR,
          IA32_LSTAR,
          IA32_CSTAR,
          IA32_FMASK,
          IA32_KERNEL_GS_BASE,
          IA32_SYSENTER_CS,
          IA32_SYSENTER_ESP,
          IA32_SYSENTER_EIP);

  private MachineState() {}

  /** Fills {@code state}, one value a slot. */
  static void read(Machine machine, long[] state) {
    LogicalProcessor cpu = machine.cpu();
    int slot = 0;
    for (int i = 0; i < 16; i++) {
      state[slot++] = cpu.register(i, 8);
    }
    state[slot++] = cpu.rip();
    state[slot++] = cpu.rflags();
    state[slot++] = cpu.cpl();
    state[slot++] = mode(cpu);
    state[slot++] = cpu.runState().activity() == RunState.Activity.HALTED ? 1 : 0;
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      slot = segment(cpu.segment(i), state, slot);
    }
    slot = segment(cpu.ldtr(), state, slot);
    slot = segment(cpu.tr(), state, slot);
    state[slot++] = cpu.gdtr().base();
    state[slot++] = cpu.gdtr().limit();
    state[slot++] = cpu.idtr().base();
    state[slot++] = cpu.idtr().limit();
    ControlRegisters control = cpu.control();
    state[slot++] = control.cr0();
    state[slot++] = control.cr2();
    state[slot++] = control.cr3();
    state[slot++] = control.cr4();
    state[slot++] = control.cr8();
    ModelSpecificRegisters msrs = cpu.msrs();
    for (int msr : MSRS) {
      state[slot++] = msrs.value(msr);
    }
    if (slot != state.length) {
      throw new IllegalStateException(slot + " slots of " + state.length);
    }
  }

  private static int segment(SegmentRegister segment, long[] state, int slot) {
    state[slot] = segment.selector();
    state[slot + 1] = segment.base();
    state[slot + 2] = segment.limit();
    state[slot + 3] = segment.access();
    return slot + 4;
  }

  private static long mode(LogicalProcessor cpu) {
    Mode mode = cpu.mode();
    return switch (mode) {
      case REAL -> 0;
      case PROTECTED -> cpu.segment(LogicalProcessor.CS).isBig() ? 2 : 1;
      case COMPATIBILITY -> 3;
      case LONG -> 4;
      case VIRTUAL_8086 -> 5;
    };
  }

  /** Whether {@link #write} knows a register: the general ones, RIP and RFLAGS, and their parts. */
  static boolean isWritable(String register) {
    return StateNames.isRegister(register) && StateNames.view(register).slot() <= RFLAGS;
  }

  /** Sets a register or a part of one, as a debugger does. */
  static void write(Machine machine, String register, long value) {
    LogicalProcessor cpu = machine.cpu();
    StateNames.View view = StateNames.view(register);
    long[] state = new long[StateNames.SLOTS.size()];
    read(machine, state);
    long field = view.mask() << view.shift();
    long whole = state[view.slot()] & ~field | value << view.shift() & field;
    if (view.slot() == RIP) {
      cpu.setRip(whole);
    } else if (view.slot() == RFLAGS) {
      cpu.setRflags(whole, Rflags.DEFINED);
    } else {
      cpu.setRegister(view.slot(), 8, whole);
    }
  }
}
