package ringside.emulator.device;

/** One 8259A: requests, masks, priorities and the command words that set them up. */
public final class InterruptChip implements Stateful<InterruptChip.State> {
  private static final int ICW1 = 1 << 4;
  private static final int ICW1_ICW4_FOLLOWS = 1;
  private static final int ICW1_SINGLE = 1 << 1;
  private static final int ICW4_AUTOMATIC_EOI = 1 << 1;
  private static final int OCW3 = 1 << 3;
  private static final int OCW3_POLL = 1 << 2;

  /**
   * Every register.
   *
   * @param expects number of the initialization command word that the data port takes next, or 0
   * @param rotation line of lowest priority
   */
  public record State(
      int lines,
      int requests,
      int inService,
      int mask,
      int levelTriggered,
      int vectorBase,
      int expects,
      boolean icw4Follows,
      boolean single,
      boolean automaticEoi,
      boolean rotateOnAutomaticEoi,
      boolean specialMask,
      boolean readsInService,
      boolean poll,
      int rotation) {}

  private final String name;
  private final int elcrMask;

  private int lines;
  private int requests;
  private int inService;
  private int mask = 0xFF;
  private int levelTriggered;
  private int vectorBase;
  private int expects;
  private boolean icw4Follows;
  private boolean single;
  private boolean automaticEoi;
  private boolean rotateOnAutomaticEoi;
  private boolean specialMask;
  private boolean readsInService;
  private boolean poll;
  private int rotation = 7;

  /**
   * @param elcrMask lines that may be made level-triggered
   */
  InterruptChip(String name, int elcrMask) {
    this.name = name;
    this.elcrMask = elcrMask;
  }

  void drive(int line, boolean high) {
    int bit = 1 << line;
    boolean level = (levelTriggered & bit) != 0;
    if (high && (level || (lines & bit) == 0)) {
      requests |= bit;
    } else if (!high) {
      requests &= ~bit;
    }
    lines = high ? lines | bit : lines & ~bit;
  }

  /** The line whose request reaches the output, or -1. */
  int pending() {
    int candidate = highest(requests & ~mask);
    if (candidate < 0) {
      return -1;
    }
    int blocking = specialMask ? inService & ~mask : inService;
    int served = highest(blocking);
    return served < 0 || priority(candidate) < priority(served) ? candidate : -1;
  }

  /** Moves the pending request into service; -1 where there is none any more. */
  int acknowledge() {
    int line = pending();
    if (line < 0) {
      return -1;
    }
    if ((levelTriggered & 1 << line) == 0) {
      requests &= ~(1 << line);
    }
    if (!automaticEoi) {
      inService |= 1 << line;
    } else if (rotateOnAutomaticEoi) {
      rotation = line;
    }
    return line;
  }

  int vector(int line) {
    return vectorBase | line;
  }

  int read(int offset) {
    if (poll) {
      poll = false;
      int line = acknowledge();
      return line < 0 ? 0 : 0x80 | line;
    }
    if (offset == 1) {
      return mask;
    }
    return readsInService ? inService : requests;
  }

  void write(int offset, int value) {
    if (offset == 1) {
      writeData(value);
    } else if ((value & ICW1) != 0) {
      initialize(value);
    } else if ((value & OCW3) != 0) {
      operationCommand3(value);
    } else {
      endOfInterrupt(value);
    }
  }

  private void initialize(int icw1) {
    requests = lines & levelTriggered;
    inService = 0;
    mask = 0;
    rotation = 7;
    automaticEoi = false;
    rotateOnAutomaticEoi = false;
    specialMask = false;
    readsInService = false;
    icw4Follows = (icw1 & ICW1_ICW4_FOLLOWS) != 0;
    single = (icw1 & ICW1_SINGLE) != 0;
    expects = 2;
  }

  private void writeData(int value) {
    switch (expects) {
      case 2 -> {
        vectorBase = value & 0xF8;
        expects = !single ? 3 : icw4Follows ? 4 : 0;
      }
      case 3 -> expects = icw4Follows ? 4 : 0;
      case 4 -> {
        automaticEoi = (value & ICW4_AUTOMATIC_EOI) != 0;
        expects = 0;
      }
      default -> mask = value;
    }
  }

  private void operationCommand3(int value) {
    poll = (value & OCW3_POLL) != 0;
    if ((value & 2) != 0) {
      readsInService = (value & 1) != 0;
    }
    if ((value & 1 << 6) != 0) {
      specialMask = (value & 1 << 5) != 0;
    }
  }

  /** OCW2: bits 7 to 5 are rotate, specific and EOI. */
  private void endOfInterrupt(int value) {
    int level = value & 7;
    switch (value >>> 5) {
      case 0 -> rotateOnAutomaticEoi = false;
      case 1 -> inService &= ~highestBit(inService);
      case 3 -> inService &= ~(1 << level);
      case 4 -> rotateOnAutomaticEoi = true;
      case 5 -> {
        int line = highest(inService);
        if (line >= 0) {
          inService &= ~(1 << line);
          rotation = line;
        }
      }
      case 6 -> rotation = level;
      case 7 -> {
        inService &= ~(1 << level);
        rotation = level;
      }
      default -> {
        // no operation
      }
    }
  }

  /** 0 is the highest priority. */
  private int priority(int line) {
    return line - rotation - 1 & 7;
  }

  private int highest(int set) {
    for (int i = 1; i <= 8; i++) {
      int line = rotation + i & 7;
      if ((set & 1 << line) != 0) {
        return line;
      }
    }
    return -1;
  }

  private int highestBit(int set) {
    int line = highest(set);
    return line < 0 ? 0 : 1 << line;
  }

  int levelTriggered() {
    return levelTriggered;
  }

  void setLevelTriggered(int value) {
    levelTriggered = value & elcrMask;
  }

  String name() {
    return name;
  }

  @Override
  public State save() {
    return new State(
        lines,
        requests,
        inService,
        mask,
        levelTriggered,
        vectorBase,
        expects,
        icw4Follows,
        single,
        automaticEoi,
        rotateOnAutomaticEoi,
        specialMask,
        readsInService,
        poll,
        rotation);
  }

  @Override
  public void restore(State state) {
    lines = state.lines;
    requests = state.requests;
    inService = state.inService;
    mask = state.mask;
    levelTriggered = state.levelTriggered;
    vectorBase = state.vectorBase;
    expects = state.expects;
    icw4Follows = state.icw4Follows;
    single = state.single;
    automaticEoi = state.automaticEoi;
    rotateOnAutomaticEoi = state.rotateOnAutomaticEoi;
    specialMask = state.specialMask;
    readsInService = state.readsInService;
    poll = state.poll;
    rotation = state.rotation;
  }
}
