package ringside.emulator.engine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CodeThreader;
import ringside.emulator.cpu.CompiledCode;
import ringside.emulator.cpu.ThreadedLoop;
import ringside.emulator.engine.FlagField.Group;
import ringside.emulator.engine.Forms.Step;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Translates blocks to threaded code, and makes the loop that runs it: with the cases that the
 * blocks need, and again when they need more. One serves all machines of the process; two threads
 * may translate at a time.
 */
public final class Threader implements CodeThreader {
  /**
   * When to make the loop, and how large.
   *
   * @param patience how many instructions are called for want of a case before the loop is made
   *     again
   * @param growth of the patience from one loop to the next: HotSpot compiles each anew
   * @param longestCase instructions of a case at most
   * @param longCases instructions of all cases, above which new cases have one
   * @param largestMethod bytes of its method at most
   * @param longestBlock instructions of a block at most
   */
  private record Policy(
      int patience,
      double growth,
      int longestCase,
      int longCases,
      int largestMethod,
      int longestBlock) {}

  private static final int ALL = Integer.MAX_VALUE;

  /** Near what the JVM allows. */
  private static final int LARGEST = 60_000;

  private final Policy policy;
  private final Forms forms = new Forms();
  private volatile @Nullable ThreadedLoop loop;
  private volatile boolean complete = true;
  private long patience;
  private long lacked;

  /** Makes loops that HotSpot compiles well, and few of them. */
  public Threader() {
    this(new Policy(1_000_000, 1.5, 6, 70, Runtime.LARGEST_METHOD, ALL));
  }

  private Threader(Policy policy) {
    this.policy = policy;
    patience = policy.patience;
  }

  /** Makes the loop as soon as there is a new case, with all of them. */
  public static Threader eager() {
    return new Threader(new Policy(0, 1, 6, ALL, LARGEST, ALL));
  }

  /** The same for blocks of one instruction, so that a run of one tick runs the loop. */
  public static Threader ofSingleInstructions() {
    return new Threader(new Policy(0, 1, 1, ALL, LARGEST, 1));
  }

  /** How many cases the loop has, or will have. */
  public synchronized int cases() {
    return forms.count();
  }

  @Override
  public @Nullable ThreadedLoop loop(int called) {
    return complete ? loop : renew(called);
  }

  private synchronized @Nullable ThreadedLoop renew(int called) {
    lacked += called;
    if (loop == null || lacked >= patience) {
      lacked = 0;
      patience *= policy.growth;
      complete = true;
      loop = LoopWriter.write(forms.cases(), policy.largestMethod);
    }
    return loop;
  }

  @Override
  public synchronized Words translate(
      DecodedInstruction[] instructions, int offset, int segmentKey) {
    int count = Math.min(instructions.length, policy.longestBlock);
    int known = forms.count();
    long[] words = new long[count + 1];
    int[] extra = new int[count + 1];
    int[] ends = new int[count];
    int at = offset;
    for (int n = 0; n < count; n++) {
      at += instructions[n].length();
      ends[n] = at - offset;
    }
    words[count] = Forms.END | (long) ends[count - 1] << LoopVariables.NUMBER;
    @Nullable Step[] steps = new @Nullable Step[count];
    Set<Group> wanted = EnumSet.allOf(Group.class);
    Form after = null;
    for (int n = count - 1; n >= 0; n--) {
      DecodedInstruction instruction = instructions[n];
      Form form = form(instruction, segmentKey);
      if (form == null || !staysInPage(instruction, offset + ends[n])) {
        words[n] = Forms.CALLED;
        wanted = EnumSet.allOf(Group.class);
        after = null;
        continue;
      }
      long word = LoopVariables.word(instruction);
      if (instruction.ripRelative()) {
        extra[n] = ends[n];
      } else if (Region.isRelative(instruction)) {
        word = word << 32 >>> 32 | instruction.immediate() + ends[n] << LoopVariables.NUMBER;
        extra[n] = ends[n];
      } else if (instruction.hasMemory()) {
        extra[n] = (int) instruction.immediate();
      }
      words[n] = word;
      steps[n] = Forms.step(form, wanted, after != null && form.goesWith(after) ? after : null);
      after = form;
      wanted = form.wantedBefore(wanted);
    }
    for (int n = 0; n < count; ) {
      n += number(steps, n, words);
    }
    if (forms.count() > known) {
      complete = false;
    }
    return new Words(words, extra);
  }

  /** Puts the case of instruction {@code n} into its word; returns how many it executes. */
  private int number(@Nullable Step[] steps, int n, long[] words) {
    int longest = forms.steps() < policy.longCases ? policy.longestCase : 1;
    List<Step> sequence = new ArrayList<>();
    int next = n;
    while (next < steps.length && sequence.size() < longest) {
      Step step = steps[next];
      if (step == null) {
        break;
      }
      sequence.add(step);
      next += step.instructions();
      if (step.ends()) {
        break;
      }
    }
    if (sequence.isEmpty()) {
      return 1;
    }
    words[n] |= forms.number(sequence);
    return next - n;
  }

  private @Nullable Form form(DecodedInstruction instruction, int segmentKey) {
    Form form = forms.of(instruction, segmentKey >>> CompiledCode.STACK_SIZE_SHIFT);
    if (form == null) {
      return null;
    }
    for (Effect effect : form.meaning().effects()) {
      int segment = instruction.hasMemory() ? instruction.segment() : effect.segment();
      if ((segmentKey >>> segment & 1) == 0) {
        return null;
      }
    }
    return form;
  }

  /** Whether it does not branch to another page. */
  private static boolean staysInPage(DecodedInstruction instruction, int next) {
    if (!Region.isRelative(instruction)) {
      return true;
    }
    int target = Region.target(instruction, next);
    return target >= 0 && target < PhysicalMemory.PAGE_SIZE;
  }
}
