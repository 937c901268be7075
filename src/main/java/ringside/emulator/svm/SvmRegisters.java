package ringside.emulator.svm;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;

/** The model-specific registers of SVM (AMD APM, "SVM Related MSRs"). */
final class SvmRegisters {
  static final int VM_CR = 0xC001_0114;
  static final int VM_HSAVE_PA = 0xC001_0117;
  static final int SVM_KEY = 0xC001_0118;

  private static final long VM_CR_LOCK = 1 << 3;
  private static final long VM_CR_SVMDIS = 1 << 4;
  private static final long VM_CR_DEFINED = 0x1F;
  private static final long PAGE_OFFSET = 0xFFF;

  private final LogicalProcessor cpu;
  private long vmCr;
  private long hostSaveArea;

  SvmRegisters(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  boolean has(int index) {
    return index == VM_CR
        || index == VM_HSAVE_PA
        || index == SVM_KEY && cpu.model().has(CpuFeature.SVM_LOCK);
  }

  long read(int index) {
    return switch (index) {
      case VM_CR -> vmCr;
      case VM_HSAVE_PA -> hostSaveArea;
      default -> 0;
    };
  }

  void write(int index, long value) {
    switch (index) {
      case VM_CR -> writeVmCr(value);
      case VM_HSAVE_PA -> {
        if ((value & PAGE_OFFSET) != 0 || value >>> cpu.model().physicalAddressBits() != 0) {
          throw cpu.fault(Vector.GP);
        }
        hostSaveArea = value;
      }
      default -> {
        // SVM_KEY: the lock was made with key 0, so only 0 opens it.
        if (value == 0) {
          vmCr &= ~VM_CR_LOCK;
        }
      }
    }
  }

  private void writeVmCr(long value) {
    long locked = (vmCr & VM_CR_LOCK) != 0 ? VM_CR_LOCK | VM_CR_SVMDIS : 0;
    long after = value & ~locked | vmCr & locked;
    boolean disables = (after & VM_CR_SVMDIS) != 0;
    boolean enabled = (cpu.control().efer() & ControlRegisters.EFER_SVME) != 0;
    if ((value & ~VM_CR_DEFINED) != 0 || disables && enabled) {
      throw cpu.fault(Vector.GP);
    }
    vmCr = after;
    cpu.control().allowSvm(!disables);
  }

  boolean changed() {
    return vmCr != 0 || hostSaveArea != 0;
  }

  void reset() {
    vmCr = 0;
    hostSaveArea = 0;
    cpu.control().allowSvm(true);
  }

  void save(SavedState state) {
    state.put(vmCr);
    state.put(hostSaveArea);
  }

  void restore(SavedState state) {
    vmCr = state.next();
    hostSaveArea = state.next();
    cpu.control().allowSvm((vmCr & VM_CR_SVMDIS) == 0);
  }
}
