package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.VmExit;
import ringside.emulator.memory.BusDevice;
import ringside.emulator.memory.PhysicalMemory;

/**
 * APIC virtualization (SDM, "APIC Virtualization and Virtual Interrupts"): the virtual-APIC page,
 * by which the processor answers a guest's accesses to its local APIC through CR8, the APIC-access
 * page or x2APIC MSRs, and the delivery of virtual interrupts.
 *
 * <p>A load or store on the APIC-access page comes here as to a device, at a physical address that
 * no machine has.
 */
final class VirtualApic implements BusDevice {
  /** Where accesses to the APIC-access page are sent. */
  static final long BASE = 1L << 52;

  // Offsets in the virtual-APIC page.
  static final int TPR = 0x80;
  private static final int PPR = 0xA0;
  private static final int EOI = 0xB0;
  private static final int ISR = 0x100;
  private static final int IRR = 0x200;
  private static final int ICR_LOW = 0x300;
  private static final int ICR_HIGH = 0x310;

  // Access types of APIC-access exits, qualification bits 15:12.
  private static final int READ_ACCESS = 0;
  private static final int WRITE_ACCESS = 1;
  static final int FETCH_ACCESS = 2;
  private static final int DELIVERY_ACCESS = 3;
  static final int GUEST_PHYSICAL_ACCESS = 15;

  /** Registers that reads and writes virtualize with APIC-register virtualization: a bit each. */
  private static final long READABLE = 0x41FF_01FF_FFFF_E90CL;

  private static final int X2APIC_FIRST = 0x800;
  private static final int X2APIC_TPR = 0x808;
  private static final int X2APIC_EOI = 0x80B;
  private static final int X2APIC_SELF_IPI = 0x83F;

  /**
   * VICR_LO of a fixed, edge-triggered IPI to self, without its vector and bits that do not matter.
   */
  private static final long SELF_IPI = 1 << 18;

  private static final long SELF_IPI_MASK = 0xFFFF_B700L;

  /** Posted-interrupt descriptor: outstanding-notification bit. */
  private static final int OUTSTANDING = 32;

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;
  private final Vmcs vmcs;
  private boolean attached;
  private boolean recognized;

  VirtualApic(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.memory = vmx.memory();
    this.vmcs = vmx.vmcs();
  }

  /** Makes the APIC-access page answer; once. */
  void attach() {
    if (!attached) {
      attached = true;
      memory.attach(BASE, PhysicalMemory.PAGE_SIZE, this);
    }
  }

  // The page.

  private long load(int offset) {
    return memory.load(vmcs.get(VIRTUAL_APIC_ADDRESS) + offset, 4);
  }

  private void store(int offset, long value) {
    memory.store(vmcs.get(VIRTUAL_APIC_ADDRESS) + offset, 4, value);
  }

  private static int wordOf(int registers, int vector) {
    return registers + (vector >>> 5) * 16;
  }

  private void setBit(int registers, int vector, boolean on) {
    int offset = wordOf(registers, vector);
    long bit = 1L << (vector & 31);
    store(offset, on ? load(offset) | bit : load(offset) & ~bit);
  }

  /** The highest vector whose bit is set, or 0. */
  private int highest(int registers) {
    for (int word = 7; word >= 0; word--) {
      int bits = (int) load(registers + word * 16);
      if (bits != 0) {
        return word * 32 + 31 - Integer.numberOfLeadingZeros(bits);
      }
    }
    return 0;
  }

  /** Requesting virtual interrupt. */
  private int requesting() {
    return vmcs.get32(GUEST_INTERRUPT_STATUS) & 0xFF;
  }

  /** Servicing virtual interrupt. */
  private int servicing() {
    return vmcs.get32(GUEST_INTERRUPT_STATUS) >>> 8;
  }

  private void setStatus(int requesting, int servicing) {
    vmcs.set(GUEST_INTERRUPT_STATUS, requesting | servicing << 8);
  }

  // TPR, PPR, EOI and self-IPI virtualization.

  /** VTPR, as CR8 and the memory-mapped register have it. */
  int taskPriority() {
    return (int) load(TPR) & 0xFF;
  }

  /** A write to VTPR, and TPR virtualization. */
  void writeTaskPriority(int value) {
    store(TPR, value);
    if (!delivers()) {
      if (value >>> 4 < (vmcs.get32(TPR_THRESHOLD) & 0xF)) {
        vmx.events().exitAfterInstruction(ExitReason.TPR_BELOW_THRESHOLD, 0);
      }
      return;
    }
    updateProcessorPriority();
    evaluate();
  }

  private boolean delivers() {
    return vmcs.has(VmxControl.VIRTUAL_INTERRUPT_DELIVERY);
  }

  private void updateProcessorPriority() {
    int tpr = taskPriority();
    int service = servicing();
    store(PPR, tpr >>> 4 >= service >>> 4 ? tpr : service & 0xF0);
  }

  private void endOfInterrupt() {
    int vector = servicing();
    setBit(ISR, vector, false);
    setStatus(requesting(), highest(ISR));
    updateProcessorPriority();
    if (exitsOnEoi(vector)) {
      vmx.events().exitAfterInstruction(ExitReason.VIRTUALIZED_EOI, vector);
    } else {
      evaluate();
    }
  }

  private boolean exitsOnEoi(int vector) {
    long bitmap =
        switch (vector >>> 6) {
          case 0 -> vmcs.get(EOI_EXIT_BITMAP_0);
          case 1 -> vmcs.get(EOI_EXIT_BITMAP_1);
          case 2 -> vmcs.get(EOI_EXIT_BITMAP_2);
          default -> vmcs.get(EOI_EXIT_BITMAP_3);
        };
    return (bitmap >>> (vector & 63) & 1) != 0;
  }

  private void sendToSelf(int vector) {
    setBit(IRR, vector, true);
    setStatus(Math.max(requesting(), vector), servicing());
    evaluate();
  }

  // Virtual-interrupt delivery.

  /** VM entry: PPR virtualization and evaluation, or the check of the TPR threshold. */
  void enter() {
    recognized = false;
    if (delivers()) {
      updateProcessorPriority();
      evaluate();
    } else if (vmcs.has(VmxControl.USE_TPR_SHADOW)
        && vmcs.has(VmxControl.VIRTUALIZE_APIC_ACCESSES)
        && taskPriority() >>> 4 < (vmcs.get32(TPR_THRESHOLD) & 0xF)) {
      vmx.events().exitAfterInstruction(ExitReason.TPR_BELOW_THRESHOLD, 0);
    }
  }

  /** SDM, "Evaluation of Pending Virtual Interrupts". */
  private void evaluate() {
    recognized = requesting() >>> 4 > (load(PPR) & 0xFF) >>> 4;
    cpu.runState().attend();
  }

  /** Whether a virtual interrupt waits for nothing but the next boundary. */
  boolean deliversInterrupt() {
    return recognized
        && (cpu.rflags() & Rflags.IF) != 0
        && !vmcs.has(VmxControl.INTERRUPT_WINDOW_EXITING);
  }

  /** Delivers a recognized virtual interrupt; false if there is none. */
  boolean deliverInterrupt() {
    if (!deliversInterrupt()) {
      return false;
    }
    int vector = requesting();
    setBit(ISR, vector, true);
    store(PPR, vector & 0xF0);
    setBit(IRR, vector, false);
    setStatus(highest(IRR), vector);
    recognized = false;
    cpu.events().external(vector, "virtual APIC");
    return true;
  }

  /**
   * Posted-interrupt processing, if an acknowledged interrupt is the notification.
   *
   * @return false if it is an interrupt of the host's
   */
  boolean takesPosted(int vector, InterruptSource source) {
    if (vector != vmcs.get32(POSTED_INTERRUPT_NOTIFICATION_VECTOR)) {
      return false;
    }
    long descriptor = vmcs.get(POSTED_INTERRUPT_DESCRIPTOR_ADDRESS);
    memory.store(descriptor + OUTSTANDING, 1, memory.load(descriptor + OUTSTANDING, 1) & ~1L);
    source.endOfInterrupt();
    int highest = requesting();
    for (int word = 0; word < 8; word++) {
      int requests = (int) memory.load(descriptor + word * 4L, 4);
      if (requests != 0) {
        memory.store(descriptor + word * 4L, 4, 0);
        store(IRR + word * 16, load(IRR + word * 16) | requests & 0xFFFF_FFFFL);
        int top = word * 32 + 31 - Integer.numberOfLeadingZeros(requests);
        highest = Math.max(highest, top);
      }
    }
    setStatus(highest, servicing());
    evaluate();
    return true;
  }

  // The APIC-access page.

  @Override
  public long read(int offset, int size) {
    if (!vmcs.has(VmxControl.USE_TPR_SHADOW)
        || (offset & 0xF) + size > 4
        || !virtualizesRead(offset & 0xFF0)) {
      throw accessExit(offset, READ_ACCESS);
    }
    return memory.load(vmcs.get(VIRTUAL_APIC_ADDRESS) + offset, size);
  }

  @Override
  public void write(int offset, int size, long value) {
    int register = offset & 0xFF0;
    if (!vmcs.has(VmxControl.USE_TPR_SHADOW)
        || (offset & 0xF) + size > 4
        || !virtualizesWrite(register)) {
      throw accessExit(offset, WRITE_ACCESS);
    }
    memory.store(vmcs.get(VIRTUAL_APIC_ADDRESS) + offset, size, value);
    emulateWrite(register);
  }

  private VmExit accessExit(int offset, int type) {
    boolean delivering = cpu.events().delivering() != 0;
    int kind = delivering ? DELIVERY_ACCESS : type;
    vmx.exits().noteDuringDelivery(ExitReason.APIC_ACCESS, offset | (long) kind << 12);
    vmx.exits().noteRefusedAccess();
    return VmExit.INSTANCE;
  }

  private boolean virtualizesRead(int register) {
    return vmcs.has(VmxControl.APIC_REGISTER_VIRTUALIZATION)
        ? register < 0x400 && (READABLE >>> (register >>> 4) & 1) != 0
        : register == TPR;
  }

  private boolean virtualizesWrite(int register) {
    if (vmcs.has(VmxControl.APIC_REGISTER_VIRTUALIZATION)) {
      boolean readOnly = register == 0x30 || register >= ISR && register < 0x280;
      return virtualizesRead(register) && !readOnly;
    }
    return register == TPR || delivers() && (register == EOI || register == ICR_LOW);
  }

  /** SDM, "APIC-Write Emulation". */
  private void emulateWrite(int register) {
    switch (register) {
      case TPR -> writeTaskPriority(taskPriority());
      case ICR_HIGH -> store(ICR_HIGH, load(ICR_HIGH) & 0xFF00_0000L);
      case EOI -> {
        if (delivers()) {
          store(EOI, 0);
          endOfInterrupt();
        } else {
          exitAfterWrite(register);
        }
      }
      case ICR_LOW -> {
        long command = load(ICR_LOW);
        boolean toSelf = (command & SELF_IPI_MASK) == SELF_IPI && (command & 0xF0) != 0;
        if (delivers() && toSelf) {
          sendToSelf((int) command & 0xFF);
        } else {
          exitAfterWrite(register);
        }
      }
      default -> exitAfterWrite(register);
    }
  }

  private void exitAfterWrite(int register) {
    vmx.events().exitAfterInstruction(ExitReason.APIC_WRITE, register);
  }

  @Override
  public int width() {
    return 8;
  }

  @Override
  public String name() {
    return "virtual APIC";
  }

  // x2APIC mode.

  /** Whether RDMSR of an index reads the virtual-APIC page. */
  boolean readsMsr(int index) {
    return vmcs.has(VmxControl.VIRTUALIZE_X2APIC_MODE)
        && index >>> 8 == X2APIC_FIRST >>> 8
        && (index == X2APIC_TPR || vmcs.has(VmxControl.APIC_REGISTER_VIRTUALIZATION));
  }

  long readMsr(int index) {
    return memory.load(vmcs.get(VIRTUAL_APIC_ADDRESS) + ((index & 0xFF) << 4), 8);
  }

  /** WRMSR; false if the index is not virtualized. */
  boolean writeMsr(int index, long value) {
    if (!vmcs.has(VmxControl.VIRTUALIZE_X2APIC_MODE)) {
      return false;
    }
    switch (index) {
      case X2APIC_TPR -> {
        requireZero(value >>> 8);
        store(TPR + 4, 0);
        writeTaskPriority((int) value);
      }
      case X2APIC_EOI -> {
        if (!delivers()) {
          return false;
        }
        requireZero(value);
        store(EOI, 0);
        endOfInterrupt();
      }
      case X2APIC_SELF_IPI -> {
        if (!delivers()) {
          return false;
        }
        requireZero(value >>> 8);
        if (value >>> 4 == 0) {
          exitAfterWrite((index & 0xFF) << 4);
        } else {
          sendToSelf((int) value);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void requireZero(long bits) {
    if (bits != 0) {
      throw cpu.fault(Vector.GP);
    }
  }

  // Snapshots.

  boolean recognized() {
    return recognized;
  }

  void setRecognized(boolean on) {
    recognized = on;
  }
}
