package ringside.lab.conformance;

import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CompiledCode;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.HotCode;
import ringside.emulator.cpu.Interpreter;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.engine.RegionCompiler;
import ringside.emulator.engine.Threader;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Decoder;
import ringside.emulator.isa.Repeat;
import ringside.emulator.machine.InstructionTables;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Runs vectors a tick at a time, in one way. The compiler compiles every instruction of every
 * vector before it runs it, and forgets it before the next; the loop gets a case for it.
 */
final class VectorProcessor {
  /** A loop is made again for every new case: it should not have too many. */
  private static final int MOST_CASES = 40;

  private final LogicalProcessor cpu;
  private final Interpreter interpreter;
  private final Decoder decoder;
  private final Way way;
  private final RegionCompiler compiler = RegionCompiler.ofSingleInstructions();
  private Threader threader = Threader.ofSingleInstructions();
  private boolean repeats;
  private int compiled;

  VectorProcessor(LogicalProcessor cpu, PhysicalMemory memory, CpuModel model, Way way) {
    DecodeTable table = InstructionTables.decodeTable(model);
    this.cpu = cpu;
    this.interpreter = new Interpreter(cpu, memory, table);
    this.decoder = new Decoder(table);
    this.way = way;
  }

  private @Nullable CompiledCode compile(HotCode code) {
    CompiledCode result = compiler.compile(code);
    compiled += result == null ? 0 : 1;
    return result;
  }

  /** Begins a vector, which consists of {@code code}. */
  void begin(CodeMode mode, byte[] code) {
    compiled = 0;
    repeats =
        decoder.decode(mode, code, 0, code.length) instanceof DecodedInstruction instruction
            && instruction.repeat() != Repeat.NONE;
    interpreter.disconnectEngines();
    switch (way) {
      case STEP -> {}
      case LOOP -> {
        if (threader.cases() > MOST_CASES) {
          threader = Threader.ofSingleInstructions();
        }
        interpreter.thread(_ -> threader, 1);
      }
      case COMPILED -> interpreter.connect(this::compile, 1);
    }
  }

  /** Makes one tick. */
  StepResult tick() {
    if (way == Way.STEP) {
      return interpreter.step();
    }
    long rip = cpu.rip();
    StepResult result = interpreter.run(cpu.runState().ticks() + 1);
    return repeats && result == StepResult.RETIRED && cpu.rip() == rip
        ? StepResult.REPEATED
        : result;
  }

  /** Whether any of the vector was compiled. */
  boolean wasCompiled() {
    return compiled > 0;
  }
}
