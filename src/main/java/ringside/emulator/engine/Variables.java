package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.util.BitSet;
import ringside.emulator.cpu.HotCode;
import ringside.emulator.engine.FlagField.Group;

/** The local variables of a compiled region, and which registers it needs at all. */
final class Variables implements Leaves {
  static final int THIS = 0;
  static final int CPU = 1;

  /** The tick to stop at. */
  static final int UNTIL = 2;

  static final int STATE = 4;
  static final int READ_TAGS = 5;
  static final int WRITE_TAGS = 6;
  static final int ARRAYS = 7;

  /** Ticks left, those of the running block already taken off. */
  static final int REMAINING = 8;

  /** RIP of the first byte of the page. */
  static final int PAGE_RIP = 9;

  /** Number of the instruction that may be faulting. */
  static final int AT = 11;

  /** Whether the run loop must look up after this instruction. */
  static final int ATTENTION = 12;

  /** Where to go on outside. */
  static final int RIP = 13;

  /** What a handler caught. */
  static final int EXCEPTION = 15;

  private static final int FLAGS = 16;
  private static final int FORMS = 26;
  private static final int INT_INPUTS = 28;
  private static final int LONG_INPUTS = 34;
  private static final int REGISTERS = 46;
  private static final int TEMPORARIES = REGISTERS + 32;

  private final boolean wide;
  private final BitSet halves;
  private final BitSet used;
  private final BitSet written;
  private final BitSet nowUsed = new BitSet();
  private final BitSet nowWritten = new BitSet();
  private final BitSet nowWide = new BitSet();
  private final FlagReaders readers;
  private final FlagReaders nowReaders = new FlagReaders();
  private int next = TEMPORARIES;

  private Variables(boolean wide, BitSet halves, BitSet used, BitSet written, FlagReaders readers) {
    this.wide = wide;
    this.halves = halves;
    this.used = used;
    this.written = written;
    this.readers = readers;
  }

  /**
   * For a region of which nothing is known yet.
   *
   * @param wide whether code is 64-bit code
   */
  static Variables all(boolean wide) {
    BitSet all = new BitSet();
    all.set(0, 16);
    return new Variables(wide, wide ? new BitSet() : all, all, all, new FlagReaders());
  }

  /**
   * For the same region again, with only the registers that it turned out to need. In 64-bit code,
   * those that it writes as 32-bit registers and that have an empty upper half are ints: HotSpot
   * knows much more of loops that count in ints.
   */
  Variables needed(HotCode hot) {
    nowUsed.or(nowWritten);
    nowReaders.complete();
    BitSet nowHalves = (BitSet) halves.clone();
    for (int i = nowWritten.nextSetBit(0); i >= 0; i = nowWritten.nextSetBit(i + 1)) {
      if (wide && !nowWide.get(i) && hot.fitsHalf(i)) {
        nowHalves.set(i);
      }
    }
    return new Variables(wide, nowHalves, nowUsed, nowWritten, nowReaders);
  }

  /** Whether a register is a long. */
  boolean wide(int register) {
    return !halves.get(register);
  }

  /** Whether any register is an int. */
  boolean anyHalf() {
    return !halves.isEmpty();
  }

  /** Whether code may set the upper halves of registers. */
  boolean mayWiden() {
    return wide;
  }

  /** Notes that a register is written as a whole. */
  void noteWide(int register) {
    nowWide.set(register);
  }

  /** Registers that are loaded at the entry. */
  BitSet used() {
    return used;
  }

  /** Registers that are given back. */
  BitSet written() {
    return written;
  }

  /** The variable of a register, to load it. */
  int register(int index) {
    nowUsed.set(index);
    return slot(index);
  }

  /** The variable of a register, to store it. */
  int writtenRegister(int index) {
    nowWritten.set(index);
    return slot(index);
  }

  int slot(int index) {
    return REGISTERS + index * (wide ? 2 : 1);
  }

  static int flag(FlagField field) {
    return FLAGS
        + switch (field) {
          case ZERO -> 0;
          case SIGN -> 2;
          case PARITY -> 4;
          case AUXILIARY -> 5;
          case OVERFLOW -> 6;
          case CARRY -> 8;
        };
  }

  /** By which form a group of flags is to be computed; 0 if it has been. */
  static int form(Group group) {
    return FORMS + group.ordinal();
  }

  /** What a form is about. */
  static int intInput(Group group, int number) {
    return INT_INPUTS + 3 * group.ordinal() + number;
  }

  static int longInput(Group group, int number) {
    return LONG_INPUTS + 6 * group.ordinal() + 2 * number;
  }

  /** Who reads flags; nobody, while nothing is known. */
  FlagReaders readers() {
    return readers;
  }

  /** Who turns out to read flags. */
  FlagReaders foundReaders() {
    return nowReaders;
  }

  @Override
  public void push(CodeBuilder code, Node leaf) {
    int slot =
        switch (leaf.op) {
          case REGISTER_INT, REGISTER_LONG -> register((int) leaf.value & 0xF);
          case FLAG_INT, FLAG_LONG -> flag(FlagField.values()[(int) leaf.value & 0xF]);
          case PAGE_RIP -> PAGE_RIP;
          default -> throw new IllegalStateException(leaf.op + " is not there");
        };
    if (leaf.type() == 'J') {
      code.lload(slot);
    } else {
      code.iload(slot);
    }
  }

  /** A variable to the end of the block. */
  @Override
  public int temporary(char type) {
    int slot = next;
    next += type == 'J' ? 2 : 1;
    return slot;
  }

  /** Begins a block: the temporaries of the one before are free. */
  void freeTemporaries() {
    next = TEMPORARIES;
  }
}
