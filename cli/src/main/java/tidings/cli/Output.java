package tidings.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where a command speaks: results to one stream, all else to the other.
final class Output {
    private static final int BUFFER_BYTES = 8 * 1024;

    private final PrintStream results;
    private final PrintStream remarks;

    Output(PrintStream results, PrintStream remarks) {
        this.results = results;
        this.remarks = remarks;
    }

    static Output ofProcess() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        return new Output(new PrintStream(new java.io.BufferedOutputStream(out, BUFFER_BYTES),
                false, StandardCharsets.UTF_8), System.err);
    }

    PrintStream results() {
        return results;
    }

    PrintStream remarks() {
        return remarks;
    }

    /// One line of results, visible at once.
    void result(String line) {
        results.print(line + "\n");
        results.flush();
    }

    void remark(String line) {
        remarks.println(line);
    }

    /// Whether nobody reads the results any more, as after `| head`.
    boolean abandoned() {
        return results.checkError();
    }
}
