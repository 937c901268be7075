package ringside.emulator.vmx;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.ProcessorFault;
import ringside.emulator.memory.PhysicalMemory;

/**
 * The lists of MSRs that VM entries load, and VM exits store and load (SDM, "Loading MSRs", "Saving
 * MSRs"): 16 bytes an entry, index, reserved, value.
 */
final class MsrArea {
  private static final int ENTRY_SIZE = 16;
  private static final int IA32_BIOS_UPDT_TRIG = 0x79;
  private static final int IA32_SMM_MONITOR_CTL = 0x9B;
  private static final int IA32_SMBASE = 0x9E;

  private MsrArea() {}

  /**
   * Loads a list.
   *
   * @return 0, or the number of the first entry that cannot be loaded, counted from 1
   */
  static int load(Vmx vmx, VmcsField addressField, VmcsField countField) {
    PhysicalMemory memory = vmx.memory();
    long address = vmx.vmcs().get(addressField);
    int count = vmx.vmcs().get32(countField);
    for (int number = 1; number <= count; number++, address += ENTRY_SIZE) {
      long index = memory.load(address, 8);
      if (number > VmxCapabilities.MSR_LIST_MAXIMUM
          || index >>> 32 != 0
          || !mayLoad((int) index)
          || !load(vmx.cpu(), (int) index, memory.load(address + 8, 8))) {
        return number;
      }
    }
    return 0;
  }

  private static boolean mayLoad(int index) {
    return switch (index) {
      case ModelSpecificRegisters.IA32_FS_BASE,
          ModelSpecificRegisters.IA32_GS_BASE,
          IA32_BIOS_UPDT_TRIG,
          IA32_SMM_MONITOR_CTL,
          IA32_SMBASE ->
          false;
      default -> index >>> 8 != 8;
    };
  }

  private static boolean load(LogicalProcessor cpu, int index, long value) {
    try {
      cpu.msrs().write(index, value);
      return true;
    } catch (ProcessorFault _) {
      return false;
    }
  }

  /** Stores to a list; false if an entry cannot be stored. */
  static boolean store(Vmx vmx, VmcsField addressField, VmcsField countField) {
    PhysicalMemory memory = vmx.memory();
    long address = vmx.vmcs().get(addressField);
    int count = vmx.vmcs().get32(countField);
    for (int i = 0; i < count; i++, address += ENTRY_SIZE) {
      long index = memory.load(address, 8);
      if (i >= VmxCapabilities.MSR_LIST_MAXIMUM
          || index >>> 32 != 0
          || index == IA32_SMBASE
          || index >>> 8 == 8) {
        return false;
      }
      try {
        memory.store(address + 8, 8, value(vmx.cpu(), (int) index));
      } catch (ProcessorFault _) {
        return false;
      }
    }
    return true;
  }

  /** The guest's TSC is stored without its offset: the list is the hypervisor's. */
  private static long value(LogicalProcessor cpu, int index) {
    return index == ModelSpecificRegisters.IA32_TIME_STAMP_COUNTER
        ? cpu.msrs().hostTimeStampCounter()
        : cpu.msrs().value(index);
  }
}
