package ringside.emulator.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/**
 * Random programs in both engines, side by side, and by single operations: the same state after the
 * same tick.
 */
class LockstepTest {
  private static final int SEEDS = Integer.getInteger("lockstep.seeds", 4);
  private static final long FIRST = Long.getLong("lockstep.first", 0);
  private static final int CHUNKS = 150;
  private static final int LONGEST_CHUNK = 700;
  private static final int MEMORY = 0x20_0000;

  static Stream<Arguments> programs() {
    return LongStream.range(FIRST, FIRST + SEEDS)
        .boxed()
        .flatMap(seed -> Stream.of(16, 32, 64).map(bits -> Arguments.of(seed, bits)));
  }

  @ParameterizedTest(name = "seed {0}, {1}-bit code")
  @MethodSource("programs")
  void bothEnginesAgree(long seed, int bits) {
    byte[] image = RandomGuest.image(seed, bits);
    Machine stepped = machine(image, bits);
    stepped.disconnectEngines();
    Machine compiled = machine(image, bits);
    AtomicInteger regions = new AtomicInteger();
    RegionCompiler compiler = new RegionCompiler();
    compiled.connect(
        code -> {
          regions.incrementAndGet();
          return compiler.compile(code);
        },
        2);
    Machine threaded = machine(image, bits);
    Threader threader = Threader.eager();
    threaded.thread(mode -> threader, 2);
    Random random = new Random(seed);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      int ticks = 1 + random.nextInt(LONGEST_CHUNK);
      long before = stepped.ticks();
      long rip = stepped.cpu().rip();
      RunOutcome outcome = stepped.run(ticks);
      assertEquals(outcome, compiled.run(ticks));
      assertEquals(outcome, threaded.run(ticks));
      assertSame(stepped, compiled, () -> "compiled, from tick " + before + ", RIP " + hex(rip));
      assertSame(stepped, threaded, () -> "threaded, from tick " + before + ", RIP " + hex(rip));
    }
    assertArrayEquals(stepped.memory().read(0, MEMORY), compiled.memory().read(0, MEMORY));
    assertArrayEquals(stepped.memory().read(0, MEMORY), threaded.memory().read(0, MEMORY));
    assertTrue(regions.get() > 3);
    assertTrue(bits == 16 || threader.loop(0) != null);
  }

  private static Machine machine(byte[] image, int bits) {
    Preset preset = bits == 64 ? Preset.LM64 : bits == 32 ? Preset.PM32PG : Preset.REAL;
    long origin = bits == 16 ? RandomGuest.ORIGIN_16 : RandomGuest.ORIGIN;
    Machine machine =
        new Machine(
            MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, preset, bits == 16 ? 0 : origin));
    machine.load(origin, image);
    if (bits == 16) {
      for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
        SegmentRegister segment = machine.cpu().segment(i);
        segment.set((int) (origin >>> 4), origin, 0xFFFF, segment.access());
      }
      machine.cpu().refresh();
    }
    return machine;
  }

  private static void assertSame(
      Machine expected, Machine actual, java.util.function.Supplier<String> where) {
    assertEquals(
        ProcessorState.of(expected.cpu()).numbers(),
        ProcessorState.of(actual.cpu()).numbers(),
        where);
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }
}
