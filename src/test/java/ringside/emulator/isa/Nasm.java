package ringside.emulator.isa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the real assembler. */
final class Nasm {
  /** What it made of one line. */
  record Line(long address, byte[] bytes) {}

  private static final long ORIGIN = 0x1000;
  private static final Pattern ERROR = Pattern.compile("[^:]*:(\\d+): error:.*");
  private static final Pattern LISTING = Pattern.compile(" *(\\d+) ([0-9A-F]{8}) .*");

  private Nasm() {}

  static boolean present() {
    try {
      Process process = new ProcessBuilder("nasm", "-v").redirectErrorStream(true).start();
      String version = new String(process.getInputStream().readAllBytes());
      return process.waitFor(10, TimeUnit.SECONDS) && version.contains("version 2.16");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Assembles each line; lines that it refuses are missing in the result. */
  static Map<String, Line> assemble(CodeMode mode, List<String> lines, Path folder)
      throws IOException, InterruptedException {
    Path source = folder.resolve("lines.asm");
    Path listing = folder.resolve("lines.lst");
    Set<Integer> refused = new HashSet<>();
    while (true) {
      StringBuilder text = new StringBuilder();
      text.append("bits ").append(mode.bits()).append("\norg 0x1000\n");
      for (int i = 0; i < lines.size(); i++) {
        text.append(refused.contains(i + 3) ? "" : lines.get(i)).append('\n');
      }
      Files.writeString(source, text);
      Process process =
          new ProcessBuilder(
                  "nasm",
                  "-w-all",
                  "-f",
                  "bin",
                  "-l",
                  listing.toString(),
                  "-o",
                  "out.bin",
                  source.toString())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      int before = refused.size();
      String output = new String(process.getInputStream().readAllBytes());
      for (String message : output.lines().toList()) {
        Matcher matcher = ERROR.matcher(message);
        if (matcher.matches()) {
          refused.add(Integer.parseInt(matcher.group(1)));
        }
      }
      if (process.waitFor() == 0) {
        return read(
            Files.readAllLines(listing), Files.readAllBytes(folder.resolve("out.bin")), lines);
      }
      if (refused.size() == before) {
        throw new IOException("nasm failed: " + output);
      }
    }
  }

  /** Takes the bytes from the output, as the listing shows them before relocation. */
  private static Map<String, Line> read(List<String> listing, byte[] output, List<String> lines) {
    NavigableMap<Integer, Integer> starts = new TreeMap<>();
    for (String text : listing) {
      Matcher matcher = LISTING.matcher(text);
      if (matcher.matches()) {
        starts.putIfAbsent(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2), 16));
      }
    }
    Map<String, Line> result = new HashMap<>();
    starts.forEach((number, start) -> {
      Map.Entry<Integer, Integer> next = starts.higherEntry(number);
      int end = next == null ? output.length : next.getValue();
      result.put(
          lines.get(number - 3), new Line(ORIGIN + start, Arrays.copyOfRange(output, start, end)));
    });
    return result;
  }
}
