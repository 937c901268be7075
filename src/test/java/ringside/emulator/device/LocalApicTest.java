package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The local APIC, by the tables and examples of the manual's chapter. */
class LocalApicTest {
  private static final long X2APIC = LocalApic.BASE_AFTER_RESET | LocalApic.BASE_X2APIC;

  private long now;
  private int smis;
  private int nmis;
  private final List<Integer> ended = new ArrayList<>();
  private final LocalApic apic = new LocalApic(new Clock(), () -> smis++, () -> nmis++, ended::add);
  private final LocalApicWindow bus = new LocalApicWindow(apic);
  private final LocalApicMsrs msrs = new LocalApicMsrs(apic);

  private final class Clock implements VirtualClock {
    @Override
    public long now() {
      return now;
    }

    @Override
    public long frequency() {
      return 1_000_000;
    }
  }

  private void enable() {
    bus.write(0xF0, 4, 0x1FF);
  }

  private long read(int offset) {
    return bus.read(offset, 4);
  }

  @Test
  void theHighestVectorComesFirstAndHoldsBackItsClassUntilItEnds() {
    enable();
    apic.deliver(0, 0x41, false);
    apic.deliver(0, 0x52, false);
    apic.deliver(0, 0x5F, false);
    assertThat(apic.acknowledge()).isEqualTo(0x5F);
    assertThat(apic.pendingVector()).isEqualTo(-1);
    assertThat(read(0xA0)).isEqualTo(0x50);
    assertThat(read(0x120)).isEqualTo(1L << 31);
    assertThat(read(0x220)).isEqualTo(1 << 1 | 1 << 18);
    bus.write(0xB0, 4, 0);
    assertThat(apic.acknowledge()).isEqualTo(0x52);
  }

  @ParameterizedTest
  @CsvSource({"0x3F, true", "0x40, false", "0x4F, false", "0x50, false"})
  void theTaskPriorityHoldsBackItsClassAndThoseBelow(String priority, boolean passes) {
    enable();
    bus.write(0x80, 4, Long.decode(priority));
    apic.deliver(0, 0x45, false);
    assertThat(apic.pendingVector() == 0x45).isEqualTo(passes);
  }

  @Test
  void theEndOfALevelTriggeredInterruptIsPassedOn() {
    enable();
    apic.deliver(0, 0x31, false);
    apic.deliver(0, 0x42, true);
    assertThat(apic.acknowledge()).isEqualTo(0x42);
    bus.write(0xB0, 4, 0);
    assertThat(apic.acknowledge()).isEqualTo(0x31);
    bus.write(0xB0, 4, 0);
    assertThat(ended).containsExactly(0x42);
  }

  /** Count, divide configuration and the ticks until the interrupt. */
  @ParameterizedTest
  @CsvSource({
    "100, 0xB, 100",
    "100, 0x0, 200",
    "100, 0x1, 400",
    "100, 0x3, 1600",
    "100, 0xA, 12800"
  })
  void theTimerCountsDividedTicks(long count, String divide, long ticks) {
    enable();
    bus.write(0x320, 4, 0x60);
    bus.write(0x3E0, 4, Long.decode(divide));
    bus.write(0x380, 4, count);
    assertThat(apic.nextEvent()).isEqualTo(ticks);
    now = ticks / 2;
    assertThat(read(0x390)).isEqualTo(count / 2);
    now = ticks;
    apic.update();
    assertThat(apic.pendingVector()).isEqualTo(0x60);
    assertThat(apic.nextEvent()).isEqualTo(TimedDevice.NEVER);
  }

  @Test
  void aPeriodicTimerGoesOnAndADeadlineDoesNot() {
    enable();
    bus.write(0x3E0, 4, 0xB);
    bus.write(0x320, 4, 0x2_0060);
    bus.write(0x380, 4, 50);
    now = 50;
    apic.update();
    assertThat(apic.nextEvent()).isEqualTo(100);
    bus.write(0x320, 4, 0x4_0060);
    assertThat(apic.nextEvent()).isEqualTo(TimedDevice.NEVER);
    apic.setDeadline(1234, 30);
    assertThat(apic.nextEvent()).isEqualTo(80);
    now = 80;
    apic.update();
    assertThat(apic.deadline()).isZero();
  }

  /** What is written to the command register, and whether vector 45h comes of it. */
  @ParameterizedTest
  @CsvSource({
    "0x00040045, 0x00000000, true", // self
    "0x00080045, 0x00000000, true", // all including self
    "0x000C0045, 0x00000000, false", // all but self
    "0x00000045, 0x00000000, true", // physical, to number 0
    "0x00000045, 0x01000000, false",
    "0x00000045, 0xFF000000, true", // physical broadcast
    "0x00000845, 0x80000000, true", // logical, flat
    "0x00000845, 0x40000000, false",
    "0x00000545, 0x00000000, false" // INIT
  })
  void interprocessorInterruptsReachThisProcessor(String low, String high, boolean comes) {
    enable();
    bus.write(0xD0, 4, 0x8000_0000L);
    bus.write(0x310, 4, Long.decode(high));
    bus.write(0x300, 4, Long.decode(low));
    assertThat(apic.pendingVector() == 0x45).isEqualTo(comes);
  }

  @Test
  void wrongUseIsReportedInTheErrorStatusAfterAWriteToIt() {
    enable();
    bus.write(0x370, 4, 0xE0);
    bus.write(0x300, 4, 0x0004_0005); // vector 5
    assertThat(read(0x280)).isZero();
    bus.write(0x280, 4, 0);
    assertThat(read(0x280)).isEqualTo(1 << 5);
    assertThat(apic.pendingVector()).isEqualTo(0xE0);
    long unused = read(0x3F0); // no register
    bus.write(0x280, 4, 0);
    assertThat(read(0x280)).isEqualTo(1 << 7);
  }

  @Test
  void nonMaskableInterruptsPass() {
    apic.deliver(4, 0, false);
    assertThat(nmis).isEqualTo(1);
  }

  /** SDM, "x2APIC State Transitions": bits 11 and 10 before and after, and whether it may be. */
  @ParameterizedTest
  @CsvSource({
    "10, 11, true",
    "11, 10, false",
    "11, 00, true",
    "00, 11, false",
    "10, 00, true",
    "00, 10, true",
    "10, 01, false",
    "11, 01, false",
    "11, 11, true"
  })
  void modesChangeAsTheManualAllows(String before, String after, boolean allowed) {
    long base = LocalApic.BASE_AFTER_RESET & ~0xC00L;
    assertThat(apic.setBase(base | Long.parseLong(before.charAt(0) + "0", 2) << 10)).isTrue();
    assertThat(apic.setBase(base | Long.parseLong(before, 2) << 10)).isTrue();
    assertThat(apic.setBase(base | Long.parseLong(after, 2) << 10)).isEqualTo(allowed);
  }

  /** SDM, "x2APIC Register Address Space": number, whether it can be read, and a value written. */
  @ParameterizedTest
  @CsvSource({
    "0x02, true, 0, false", // APIC ID
    "0x03, true, 0, false", // version
    "0x08, true, 0xFF, true",
    "0x08, true, 0x100, false",
    "0x0A, true, 0, false",
    "0x0B, false, 0, true", // EOI
    "0x0B, false, 1, false",
    "0x0D, true, 0, false", // LDR
    "0x0E, false, 0, false", // DFR is gone
    "0x0F, true, 0x1FF, true",
    "0x28, true, 0, true", // ESR
    "0x28, true, 1, false",
    "0x30, true, 0x0000000500040045, true",
    "0x31, false, 0, false", // ICR high is gone
    "0x32, true, 0x400FF, true",
    "0x32, true, 0x800FF, false",
    "0x32, true, 0x11000, true", // delivery status is read-only, not reserved
    "0x32, true, 0x14000, false", // remote IRR is for LINT0 and LINT1
    "0x35, true, 0x5700, true",
    "0x35, true, 0x25700, false",
    "0x38, true, 0xFFFFFFFF, true",
    "0x39, true, 0, false",
    "0x3E, true, 0xB, true",
    "0x3F, false, 0x45, true", // self IPI
    "0x40, false, 0, false"
  })
  void inX2apicModeRegistersAreMsrs(String number, boolean readable, String value, boolean ok) {
    assertThat(apic.setBase(X2APIC)).isTrue();
    int register = Integer.decode(number);
    assertThat(msrs.read(register).isPresent()).isEqualTo(readable);
    assertThat(msrs.write(register, Long.decode(value))).isEqualTo(ok);
  }

  @Test
  void outsideX2apicModeTheMsrsAreNot() {
    assertThat(msrs.read(2)).isEmpty();
    assertThat(msrs.write(8, 0)).isFalse();
  }

  @Test
  void allStateIsSaved() {
    enable();
    bus.write(0x320, 4, 0x2_0060);
    bus.write(0x380, 4, 50);
    apic.deliver(0, 0x45, true);
    apic.deliver(0, 0x66, false);
    int unused = apic.acknowledge();
    LocalApic other = new LocalApic(new Clock(), () -> {}, () -> {}, vector -> {});
    other.restore(apic.save());
    assertThat(other.save()).isEqualTo(apic.save());
    assertThat(other.nextEvent()).isEqualTo(apic.nextEvent());
  }
}
