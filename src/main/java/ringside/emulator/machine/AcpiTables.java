package ringside.emulator.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import ringside.emulator.device.IoApic;
import ringside.emulator.device.PowerManagement;
import ringside.emulator.memory.PhysicalMemory;

/**
 * The tables by which the firmware of a PC describes it (ACPI Specification 2.0, "ACPI Software
 * Programming Model"; Intel MultiProcessor Specification 1.4): RSDP, RSDT, XSDT, FADT, FACS, DSDT,
 * MADT, and the MP table for systems without ACPI.
 */
final class AcpiTables {
  /** The segment below the BIOS, which systems search for tables. */
  private static final long START = 0xE_0000;

  private static final long LOCAL_APIC = 0xFEE0_0000L;
  private static final int SCI_INTERRUPT = 9;
  private static final int TIMER_PIN = 2;
  private static final int HEADER = 36;

  /** ISA interrupts are edge-triggered and active high, but for the SCI. */
  private static final int ACTIVE_HIGH_LEVEL = 0x000D;

  /**
   * The DSDT's code: {@code Name (_S5, Package {0, 0, 0, 0})}, and in {@code Scope (_SB)} the PCI
   * root {@code Device (PCI0) {Name (_HID, EisaId ("PNP0A03"))}}.
   */
  private static final byte[] DSDT_CODE =
      HexFormat.of()
          .parseHex(
              "085F53355F"
                  + "1206"
                  + "0400000000"
                  + "1016"
                  + "5F53425F"
                  + "5B820F"
                  + "50434930"
                  + "085F484944"
                  + "0C41D00A03");

  private final PhysicalMemory memory;
  private long next = START;

  private AcpiTables(PhysicalMemory memory) {
    this.memory = memory;
  }

  static void install(PhysicalMemory memory) {
    new AcpiTables(memory).install();
  }

  private void install() {
    long rsdp = place(new byte[HEADER], 16);
    long facs = place(facs(), 64);
    long dsdt = place(table("DSDT", 2, DSDT_CODE), 16);
    long fadt = place(table("FACP", 3, fadt(facs, dsdt)), 16);
    long madt = place(table("APIC", 1, madt()), 16);
    List<Long> tables = List.of(fadt, madt);
    long rsdt = place(table("RSDT", 1, pointers(tables, 4)), 16);
    long xsdt = place(table("XSDT", 1, pointers(tables, 8)), 16);
    memory.write(rsdp, rsdp(rsdt, xsdt));
    multiProcessor();
  }

  private long place(byte[] content, int alignment) {
    long at = next + alignment - 1 & -alignment;
    memory.write(at, content);
    next = at + content.length;
    return at;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] text(String text, int length) {
    return (text + " ".repeat(length)).substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  /** Makes the sum of the bytes from {@code from} to {@code to} zero by the one at {@code at}. */
  private static void checksum(byte[] bytes, int from, int to, int at) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += bytes[i];
    }
    bytes[at] = (byte) -sum;
  }

  private static byte[] table(String signature, int revision, byte[] content) {
    ByteBuffer table = buffer(HEADER + content.length);
    table.put(text(signature, 4)).putInt(table.capacity()).put((byte) revision).put((byte) 0);
    table.put(text("RINGSD", 6)).put(text("RINGSIDE", 8)).putInt(1);
    table.put(text("RING", 4)).putInt(1).put(content);
    checksum(table.array(), 0, table.capacity(), 9);
    return table.array();
  }

  private static byte[] pointers(List<Long> tables, int size) {
    ByteBuffer all = buffer(tables.size() * size);
    for (long each : tables) {
      if (size == 4) {
        all.putInt((int) each);
      } else {
        all.putLong(each);
      }
    }
    return all.array();
  }

  private static byte[] rsdp(long rsdt, long xsdt) {
    ByteBuffer rsdp = buffer(HEADER);
    rsdp.put(text("RSD PTR ", 8)).put((byte) 0).put(text("RINGSD", 6)).put((byte) 2);
    rsdp.putInt((int) rsdt).putInt(HEADER).putLong(xsdt);
    checksum(rsdp.array(), 0, 20, 8);
    checksum(rsdp.array(), 0, HEADER, 32);
    return rsdp.array();
  }

  private static byte[] facs() {
    return buffer(64).put(text("FACS", 4)).putInt(64).array();
  }

  /** The fixed description, from its first field after the header to the last of ACPI 2.0. */
  private static byte[] fadt(long facs, long dsdt) {
    ByteBuffer fadt = buffer(244 - HEADER);
    fadt.putInt((int) facs).putInt((int) dsdt).put((byte) 1).put((byte) 0);
    fadt.putShort((short) SCI_INTERRUPT).putInt(0); // no SMI command: always in ACPI mode
    fadt.putInt(0); // ACPI_ENABLE, ACPI_DISABLE, S4BIOS_REQ, PSTATE_CNT
    fadt.putInt(PowerManagement.PORTS + PowerManagement.EVENT).putInt(0);
    fadt.putInt(PowerManagement.PORTS + PowerManagement.CONTROL).putInt(0).putInt(0);
    fadt.putInt(PowerManagement.PORTS + PowerManagement.TIMER).putInt(0).putInt(0);
    fadt.put((byte) 4).put((byte) 2).put((byte) 0).put((byte) 4).putInt(0);
    fadt.putShort((short) 0xFFF).putShort((short) 0xFFF); // no C2, no C3
    fadt.position(108 - HEADER);
    fadt.put((byte) 0x32); // the century in CMOS
    fadt.putShort((short) 3); // legacy devices, 8042
    fadt.position(112 - HEADER);
    fadt.putInt(1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 10); // WBINVD, C1, no buttons, reset register
    register(fadt, 0xCF9, 8);
    fadt.put((byte) 6);
    fadt.position(132 - HEADER);
    fadt.putLong(facs).putLong(dsdt);
    register(fadt, PowerManagement.PORTS + PowerManagement.EVENT, 32);
    register(fadt, 0, 0);
    register(fadt, PowerManagement.PORTS + PowerManagement.CONTROL, 16);
    register(fadt, 0, 0);
    register(fadt, 0, 0);
    register(fadt, PowerManagement.PORTS + PowerManagement.TIMER, 32);
    return fadt.array();
  }

  /** A generic address structure in I/O space; no bits, no register. */
  private static void register(ByteBuffer table, long port, int bits) {
    table.put((byte) (bits == 0 ? 0 : 1)).put((byte) bits).put((byte) 0).put((byte) 0);
    table.putLong(port);
  }

  private static byte[] madt() {
    ByteBuffer madt = buffer(8 + 8 + 12 + 10 + 10 + 6);
    madt.putInt((int) LOCAL_APIC).putInt(1); // and a pair of 8259A
    madt.put((byte) 0).put((byte) 8).put((byte) 0).put((byte) 0).putInt(1);
    madt.put((byte) 1).put((byte) 12).put((byte) 0).put((byte) 0);
    madt.putInt((int) IoApic.ADDRESS).putInt(0);
    override(madt, 0, TIMER_PIN, 0);
    override(madt, SCI_INTERRUPT, SCI_INTERRUPT, ACTIVE_HIGH_LEVEL);
    madt.put((byte) 4).put((byte) 6).put((byte) 0xFF).putShort((short) 0).put((byte) 1);
    return madt.array();
  }

  private static void override(ByteBuffer madt, int isa, int pin, int flags) {
    madt.put((byte) 2).put((byte) 10).put((byte) 0).put((byte) isa);
    madt.putInt(pin).putShort((short) flags);
  }

  /** The MP configuration table and the floating pointer to it. */
  private void multiProcessor() {
    List<byte[]> entries = new ArrayList<>();
    entries.add(
        buffer(20)
            .put((byte) 0)
            .put((byte) 0)
            .put((byte) 0x14)
            .put((byte) 3)
            .putInt(0x600)
            .putInt(0x201)
            .array());
    entries.add(buffer(8).put((byte) 1).put((byte) 0).put(text("ISA", 6)).array());
    entries.add(
        buffer(8)
            .put((byte) 2)
            .put((byte) 0)
            .put((byte) 0x20)
            .put((byte) 1)
            .putInt((int) IoApic.ADDRESS)
            .array());
    for (int irq = 0; irq < 16; irq++) {
      if (irq != TIMER_PIN) {
        int pin = irq == 0 ? TIMER_PIN : irq;
        entries.add(interrupt(3, 0, irq, 0, pin));
      }
    }
    entries.add(interrupt(4, 3, 0, 0xFF, 0));
    entries.add(interrupt(4, 1, 0, 0xFF, 1));
    int size = 44 + entries.stream().mapToInt(entry -> entry.length).sum();
    ByteBuffer table = buffer(size);
    table.put(text("PCMP", 4)).putShort((short) size).put((byte) 4).put((byte) 0);
    table.put(text("RINGSIDE", 8)).put(text("PC", 12)).putInt(0).putShort((short) 0);
    table.putShort((short) entries.size()).putInt((int) LOCAL_APIC).putInt(0);
    entries.forEach(table::put);
    checksum(table.array(), 0, size, 7);
    long at = place(table.array(), 16);
    ByteBuffer pointer = buffer(16);
    pointer.put(text("_MP_", 4)).putInt((int) at).put((byte) 1).put((byte) 4).put((byte) 0);
    checksum(pointer.array(), 0, 16, 10);
    // systems look for it in the BIOS's segment alone
    memory.write(0xF_0000, pointer.array());
  }

  private static byte[] interrupt(int entry, int type, int irq, int destination, int pin) {
    return buffer(8)
        .put((byte) entry)
        .put((byte) type)
        .putShort((short) 0)
        .put((byte) 0)
        .put((byte) irq)
        .put((byte) destination)
        .put((byte) pin)
        .array();
  }
}
