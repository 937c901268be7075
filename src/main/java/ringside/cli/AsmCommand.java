package ringside.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.SectionImage;
import ringside.emulator.asm.Symbol;

/** {@code ringside asm}: assembles a source to a flat image. */
@Command(
    name = "asm",
    description = "Assembles NASM source to a flat image, as nasm -f bin does.",
    mixinStandardHelpOptions = true)
final class AsmCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin SourceOptions sources = new SourceOptions();

  @Parameters(paramLabel = "FILE", description = "The source.")
  Path file = Path.of("");

  @Option(
      names = "-o",
      paramLabel = "OUT",
      description = "Where the image goes; the name of the source with .bin if not given.")
  @Nullable Path output;

  @Option(names = "-l", paramLabel = "LISTING", description = "Write a listing; - prints it.")
  @Nullable Path listing;

  @Option(names = "-f", paramLabel = "bin", description = "Format; only bin.")
  String format = "bin";

  AsmCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (!format.equals("bin")) {
      throw CommandFailure.author("-f " + format + " is not known; images are flat: -f bin");
    }
    Assembly assembly = sources.assemble(file);
    Path target =
        output == null ? Path.of(file.toString().replaceFirst("\\.asm$", "") + ".bin") : output;
    if (assembly.succeeded()) {
      Files.write(target, assembly.image());
    }
    boolean print = listing != null && listing.toString().equals("-");
    if (listing != null && !print) {
      Files.writeString(listing, assembly.listing().render());
    }
    if (common.json) {
      streams.out().println(Json.write(json(assembly, target)));
    } else {
      SourceOptions.report(assembly, common, streams);
      if (print) {
        streams.out().print(assembly.listing().render());
      } else if (assembly.succeeded()) {
        streams
            .out()
            .printf("%s: %d bytes from 0x%x%n", target, assembly.image().length, assembly.origin());
      }
    }
    return assembly.succeeded() ? ExitStatus.PASS : ExitStatus.AUTHOR_ERROR;
  }

  private Map<String, @Nullable Object> json(Assembly assembly, Path target) {
    List<Map<String, @Nullable Object>> sections = new ArrayList<>();
    for (SectionImage section : assembly.sections()) {
      sections.add(
          Json.object(
              "name", section.name(),
              "address", hex(section.address()),
              "load", hex(section.loadAddress()),
              "size", section.size(),
              "nobits", section.nobits()));
    }
    Map<String, @Nullable Object> symbols = Json.object();
    for (Symbol symbol : assembly.symbols().values()) {
      symbols.put(symbol.name(), hex(symbol.value()));
    }
    return Json.object(
        "file",
        file.toString(),
        "ok",
        assembly.succeeded(),
        "output",
        assembly.succeeded() ? target.toString() : null,
        "origin",
        hex(assembly.origin()),
        "size",
        assembly.image().length,
        "sections",
        sections,
        "symbols",
        symbols,
        "diagnostics",
        SourceOptions.json(assembly, common));
  }

  /** Addresses are strings: a JSON number loses the low bits of a 64-bit one. */
  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
