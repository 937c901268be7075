package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;
import ringside.lab.scenario.EventWords;

/** The lines of events are those of the domain reference's event grammar. */
class EventTextTest {
  static Stream<Arguments> grammar() {
    return Stream.of(
        Arguments.of(new TraceEvent.Ring(3, 0, Gate.SYSCALL), "RING 3->0 via SYSCALL"),
        Arguments.of(new TraceEvent.Ring(0, 3, Gate.IRET), "RING 0->3 via IRET"),
        Arguments.of(new TraceEvent.Ring(3, 0, Gate.INTERRUPT), "RING 3->0 via INT"),
        Arguments.of(new TraceEvent.ExceptionRaised(13, 0, 0x401000, 0), "EXC #GP(0) rip=00401000"),
        Arguments.of(
            new TraceEvent.ExceptionRaised(13, 0x102, 0x401000, 0), "EXC #GP(0x102) rip=00401000"),
        Arguments.of(
            new TraceEvent.ExceptionRaised(14, 7, 0x401000, 0x100000),
            "EXC #PF(err=7) cr2=00100000"),
        Arguments.of(new TraceEvent.ExceptionRaised(6, -1, 0x401005, 0), "EXC #UD rip=00401005"),
        Arguments.of(new TraceEvent.SoftwareInterrupt(0x80, 3, 8, 0x100200), "INT 0x80 gate.dpl=3"),
        Arguments.of(new TraceEvent.ExternalInterrupt(0x20, "PIT"), "IRQ 0x20 PIT"),
        Arguments.of(new TraceEvent.Return(Gate.IRET, 0, 3), "IRET 0->3"),
        Arguments.of(new TraceEvent.Return(Gate.SYSRET, 0, 3), "SYSRET 0->3"),
        Arguments.of(new TraceEvent.ControlRegister(3, 0x10000, 0x20000), "CR3 0x10000->0x20000"),
        Arguments.of(
            new TraceEvent.ModelSpecificRegister(0xC0000082, true, 0, 0x100200),
            "MSR C0000082 <- 00100200"),
        Arguments.of(
            new TraceEvent.DescriptorTable(
                TraceEvent.DescriptorTable.Table.IDTR, 0, 0x101000, 0x7FF),
            "LIDT base=00101000 limit=0x7FF"),
        Arguments.of(new TraceEvent.SwapGs(0, 0x101000), "SWAPGS"),
        Arguments.of(new TraceEvent.TlbFlush(true, false, 0), "TLB flush all"),
        Arguments.of(
            new TraceEvent.PageWalk(
                0x401000, List.of(new TraceEvent.PageWalk.Reference(4, 0x1000, 3)), 0x401000),
            "WALK 1D refs=1 00401000->00401000"),
        Arguments.of(new TraceEvent.PortIo(true, 0x3F8, 1, 'H'), "PIO out 0x3F8 'H'"),
        Arguments.of(new TraceEvent.PortIo(true, 0x3F8, 1, '\n'), "PIO out 0x3F8 '\\n'"),
        Arguments.of(new TraceEvent.PortIo(false, 0x3FD, 1, 0x60), "PIO in 0x3FD 0x60"),
        Arguments.of(new TraceEvent.PortIo(true, 0x21, 1, 0x41), "PIO out 0x21 0x41"),
        Arguments.of(new TraceEvent.Halt(false), "HLT IF=0"));
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void line(TraceEvent event, String line) {
    assertThat(EventText.line(event)).isEqualTo(line);
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void everyLineIsFoundByItsKind(TraceEvent event, String line) {
    assertThat(EventWords.kindOf(line)).isEqualTo(event.kind());
    assertThat(EventWords.matches(event.kind(), event.kind(), line)).isTrue();
    assertThat(EventWords.matches(line, event.kind(), line)).isTrue();
    assertThat(EventWords.matches(line + "0", event.kind(), line)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void fieldsAreThoseThatExpressionsMayName(TraceEvent event, String line) {
    assertThat(EventText.fields(event).keySet())
        .containsExactlyElementsOf(EventWords.FIELDS.get(event.kind()));
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void aPatternEndsAtTheEndOfAWord(TraceEvent event, String line) {
    String cut = line.substring(0, line.length() - 1);
    boolean wordEnds = !Character.isLetterOrDigit(line.charAt(line.length() - 1));
    assertThat(EventWords.matches(cut, event.kind(), line))
        .isEqualTo(wordEnds || cut.equals(event.kind()));
  }
}
