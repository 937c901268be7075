package ringside.lab.conformance;

import java.util.List;
import java.util.Map;

/**
 * What became of the vectors of one form.
 *
 * @param file name of the file
 * @param form opcode as the file names it
 * @param mnemonic for people, empty if the file has none
 * @param passed how many agree with silicon in everything that is defined
 * @param failed how many do not
 * @param compiled how many were compiled, if the compiler was asked to run them
 * @param excluded how many were not compared, by reason
 * @param failures the first few failures, for people
 */
public record FormResult(
    String file,
    String form,
    String mnemonic,
    int passed,
    int failed,
    int compiled,
    Map<String, Integer> excluded,
    List<String> failures) {}
