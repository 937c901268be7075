package ringside.emulator.cpu;

import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Repeat;

/**
 * An instruction method bound to where its operands are: loads them, calls the method, writes the
 * result back. It holds no state, so that all instructions of one shape share it.
 */
public abstract class Operation {
  /** Executes; {@link LogicalProcessor#rip} is that of the next instruction already. */
  abstract void execute(LogicalProcessor cpu, DecodedInstruction instruction);

  /** Raises a fault that the mode and privilege of the code decide before anything is read. */
  static final class Raise extends Operation {
    private final Vector vector;

    Raise(Vector vector) {
      this.vector = vector;
    }

    @Override
    void execute(LogicalProcessor cpu, DecodedInstruction instruction) {
      throw cpu.fault(vector);
    }
  }

  /**
   * An instruction of a guest that its hypervisor may intercept; or the fault that its privilege
   * raises, because which of the two comes first differs.
   */
  static final class Intercepted extends Operation {
    private final Operation instruction;

    Intercepted(Operation instruction) {
      this.instruction = instruction;
    }

    @Override
    void execute(LogicalProcessor cpu, DecodedInstruction decoded) {
      Virtualization guest = cpu.guest();
      if (guest == null || !guest.intercept(decoded)) {
        instruction.execute(cpu, decoded);
      }
    }
  }

  /**
   * One iteration of an instruction under REP (SDM, "REP/REPE/REPZ/REPNE/REPNZ"). While more are to
   * come RIP stays at the instruction, so that an interrupt may come in between.
   */
  static final class Repeated extends Operation {
    private final Operation iteration;
    private final boolean comparesZeroFlag;

    Repeated(Operation iteration, boolean comparesZeroFlag) {
      this.iteration = iteration;
      this.comparesZeroFlag = comparesZeroFlag;
    }

    @Override
    void execute(LogicalProcessor cpu, DecodedInstruction instruction) {
      int size = instruction.addressSize();
      long count = cpu.register(LogicalProcessor.RCX, size);
      if (count == 0) {
        return;
      }
      boolean ends = comparesZeroFlag ? compare(cpu, instruction) : move(cpu, instruction);
      cpu.setRegister(LogicalProcessor.RCX, size, count - 1);
      if (count != 1 && !ends) {
        cpu.rip -= instruction.length();
        cpu.runState().continueRepetition();
      }
    }

    private boolean move(LogicalProcessor cpu, DecodedInstruction instruction) {
      iteration.execute(cpu, instruction);
      return false;
    }

    /** A fault gives back the flags from before the first iteration; tells whether ZF ends it. */
    private boolean compare(LogicalProcessor cpu, DecodedInstruction instruction) {
      RunState state = cpu.runState();
      if (!state.repeats()) {
        state.beginRepetition(cpu.alu.statusFlags());
      }
      try {
        iteration.execute(cpu, instruction);
      } catch (ProcessorFault | VmExit fault) {
        cpu.alu.setStatusFlags(state.flagsBeforeRepetition());
        throw fault;
      }
      return cpu.alu.zero() != (instruction.repeat() == Repeat.REPE);
    }
  }
}
