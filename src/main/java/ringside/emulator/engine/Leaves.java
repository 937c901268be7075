package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;

/** Where generated code has the values that it begins with, and room for those that it makes. */
interface Leaves {
  /** Pushes a register, flag or whatever else a leaf stands for. */
  void push(CodeBuilder code, Node leaf);

  /** A local variable for a value of type {@code I} or {@code J}. */
  int temporary(char type);
}
