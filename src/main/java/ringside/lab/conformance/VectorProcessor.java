package ringside.lab.conformance;

import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CodeCompiler;
import ringside.emulator.cpu.CompiledCode;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.HotCode;
import ringside.emulator.cpu.Interpreter;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.engine.RegionCompiler;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Decoder;
import ringside.emulator.isa.Repeat;
import ringside.emulator.machine.Engine;
import ringside.emulator.machine.InstructionTables;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Runs vectors a tick at a time, in one of the engines. The compiler compiles every instruction of
 * every vector before it runs it, and forgets it before the next.
 */
final class VectorProcessor {
  private final LogicalProcessor cpu;
  private final Interpreter interpreter;
  private final Decoder decoder;
  private final @Nullable CodeCompiler compiler;
  private boolean repeats;
  private int compiled;

  VectorProcessor(LogicalProcessor cpu, PhysicalMemory memory, CpuModel model, Engine engine) {
    DecodeTable table = InstructionTables.decodeTable(model);
    this.cpu = cpu;
    this.interpreter = new Interpreter(cpu, memory, table);
    this.decoder = new Decoder(table);
    this.compiler =
        switch (engine) {
          case INTERPRETER -> null;
          case COMPILER -> {
            RegionCompiler regions = RegionCompiler.ofSingleInstructions();
            yield code -> count(regions, code);
          }
        };
  }

  private @Nullable CompiledCode count(RegionCompiler regions, HotCode code) {
    CompiledCode result = regions.compile(code);
    compiled += result == null ? 0 : 1;
    return result;
  }

  /** Begins a vector, which consists of {@code code}. */
  void begin(CodeMode mode, byte[] code) {
    compiled = 0;
    if (compiler != null) {
      repeats =
          decoder.decode(mode, code, 0, code.length) instanceof DecodedInstruction instruction
              && instruction.repeat() != Repeat.NONE;
      interpreter.disconnectCompiler();
      interpreter.connect(compiler, 1);
    }
  }

  /** Makes one tick. */
  StepResult tick() {
    if (compiler == null) {
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
