package ringside.emulator.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.HotCode;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;
import ringside.emulator.memory.PhysicalMemory;

/**
 * The instructions of one page that an entry leads to by direct branches and calls, and the places
 * behind calls, which returns lead to, as far as they have run.
 */
final class Region {

  /** An instruction and its offset in the page. */
  record Located(int offset, DecodedInstruction instruction) {
    int next() {
      return offset + instruction.length();
    }
  }

  /** Instructions that run one after the other; only the last may branch. */
  record Block(int start, List<Located> instructions) {
    /** Offset behind it. */
    int end() {
      return instructions.getLast().next();
    }
  }

  private final int entry;
  private final Map<Integer, Block> blocks = new LinkedHashMap<>();
  private final NavigableSet<Integer> returnSites = new TreeSet<>();

  private Region(int entry) {
    this.entry = entry;
  }

  /**
   * Finds the region of an entry.
   *
   * @param maximum instructions at most, but for those of the last block
   * @param longest instructions of a block at most
   */
  static Region of(HotCode code, int maximum, int longest) {
    Region region = new Region(code.entry());
    NavigableSet<Integer> starts = region.starts(code, maximum, longest);
    for (int start : starts) {
      Block block = block(code, start, starts, longest);
      if (block != null) {
        region.blocks.put(start, block);
      }
    }
    region.returnSites.retainAll(region.blocks.keySet());
    return region;
  }

  /** Where blocks begin: the entry, targets of branches, and what is behind branches. */
  private NavigableSet<Integer> starts(HotCode code, int maximum, int longest) {
    NavigableSet<Integer> starts = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(entry));
    int count = 0;
    while (!open.isEmpty() && count < maximum) {
      int start = open.remove();
      if (!starts.add(start)) {
        continue;
      }
      int offset = start;
      for (int n = 0; n < longest; n++) {
        DecodedInstruction instruction = code.instruction(offset);
        if (instruction == null) {
          break;
        }
        count++;
        offset += instruction.length();
        boolean relative = isRelative(instruction);
        int target = relative ? target(instruction, offset) : -1;
        if (target >= 0 && target < PhysicalMemory.PAGE_SIZE && code.isWarm(target)) {
          open.add(target);
        }
        if (!HotCode.ends(instruction)) {
          if (relative) {
            open.add(offset);
          }
        } else if (isCall(instruction) && code.isWarm(offset)) {
          returnSites.add(offset);
          open.add(offset);
        }
        if (relative || HotCode.ends(instruction)) {
          break;
        }
        if (n == longest - 1 || starts.contains(offset)) {
          open.add(offset);
          break;
        }
      }
    }
    return starts;
  }

  private static @Nullable Block block(
      HotCode code, int start, NavigableSet<Integer> starts, int longest) {
    List<Located> instructions = new ArrayList<>();
    int offset = start;
    while (instructions.size() < longest) {
      DecodedInstruction instruction = code.instruction(offset);
      if (instruction == null) {
        break;
      }
      instructions.add(new Located(offset, instruction));
      offset += instruction.length();
      if (isRelative(instruction) || HotCode.ends(instruction) || starts.contains(offset)) {
        break;
      }
    }
    return instructions.isEmpty() ? null : new Block(start, instructions);
  }

  static boolean isRelative(DecodedInstruction instruction) {
    return instruction.operandCount() > 0 && instruction.kind(0) == OperandKind.RELATIVE;
  }

  /** Offset in the page that a relative branch goes to, if it is in the page. */
  static int target(DecodedInstruction instruction, int next) {
    long target = next + instruction.immediate();
    return target == (int) target ? (int) target : -1;
  }

  /** Whether execution comes back to the next instruction. */
  private static boolean isCall(DecodedInstruction instruction) {
    return instruction.row().mnemonic().equals("CALL");
  }

  int entry() {
    return entry;
  }

  Collection<Block> blocks() {
    return blocks.values();
  }

  /** The block that begins at an offset of the page, or null. */
  @Nullable Block at(int offset) {
    return blocks.get(offset);
  }

  /** Offsets behind calls. */
  NavigableSet<Integer> returnSites() {
    return returnSites;
  }

  /** Offsets at which blocks begin. */
  Collection<Integer> starts() {
    return blocks.keySet();
  }

  int instructions() {
    return blocks.values().stream().mapToInt(block -> block.instructions().size()).sum();
  }

  /** The bytes that it is made from. */
  BitSet bytes() {
    BitSet bytes = new BitSet();
    for (Block block : blocks.values()) {
      bytes.set(block.start(), block.end());
    }
    return bytes;
  }
}
