package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of one pass go: into the current section, or into the absolute space of {@code
 * absolute} and {@code struc}, which has addresses and no bytes.
 */
final class Output {

  /**
   * Bytes that one statement made in the last pass.
   *
   * @param offset where they start in the section
   * @param length number of bytes of one repetition
   * @param times number of repetitions
   * @param code whether an instruction made them
   */
  record Emission(Line line, Section section, long offset, long length, long times, boolean code) {}

  private final Limits limits;
  private final boolean keep;
  private final List<Emission> emissions = new ArrayList<>();
  private Section section;
  private boolean absolute;
  private long absoluteAddress;
  private long written;

  /**
   * @param keep whether bytes are kept: in the last pass
   */
  Output(Section first, Limits limits, boolean keep) {
    this.section = first;
    this.limits = limits;
    this.keep = keep;
  }

  /** The current section; null in absolute space. */
  @Nullable Section section() {
    return absolute ? null : section;
  }

  void enter(Section section) {
    this.section = section;
    absolute = false;
  }

  void enterAbsolute(long address) {
    absolute = true;
    absoluteAddress = address;
  }

  /** Goes back from absolute space to the section that was left for it. */
  void leaveAbsolute() {
    absolute = false;
  }

  /** The address of the next byte, as {@code $} has it. */
  Value here() {
    return absolute
        ? Value.of(absoluteAddress)
        : Value.of(section.size(), new Value.SectionBase(section, false));
  }

  Value sectionStart() {
    return absolute ? Value.ZERO : Value.of(0, new Value.SectionBase(section, false));
  }

  /** Where the next byte is meant to run, as far as the previous pass placed the section. */
  long address() {
    return absolute ? absoluteAddress : section.address() + section.size();
  }

  /** Whether {@code count} more bytes stay within the budget; false for a negative count too. */
  boolean fits(long count) {
    return count >= 0 && count <= limits.outputBytes() && written + count <= limits.outputBytes();
  }

  /** Appends bytes of a statement, {@code times} over. */
  void append(Line line, byte[] bytes, long times, boolean code) {
    long length = bytes.length * times;
    if (keep && !section.nobits) {
      if (length > 0) {
        emit(new Emission(line, section, section.size(), bytes.length, times, code));
      }
      section.append(bytes, times);
    } else {
      section.skip(length);
    }
    written += length;
  }

  /** Joins what one statement makes piece by piece, as {@code times 3 jmp target} does. */
  private void emit(Emission emission) {
    Emission last = emissions.isEmpty() ? null : emissions.getLast();
    boolean continues =
        last != null
            && last.line == emission.line
            && last.section == emission.section
            && last.times == 1
            && emission.times == 1
            && last.code == emission.code
            && last.offset + last.length == emission.offset;
    if (last != null && continues) {
      long length = last.length + emission.length;
      emissions.set(
          emissions.size() - 1,
          new Emission(last.line, last.section, last.offset, length, 1, last.code));
    } else {
      emissions.add(emission);
    }
  }

  /** Reserves space. */
  void reserve(Line line, long count) {
    if (absolute) {
      absoluteAddress += count;
    } else if (section.nobits) {
      section.skip(count);
    } else {
      append(line, new byte[] {0}, count, false);
    }
  }

  List<Emission> emissions() {
    return emissions;
  }
}
