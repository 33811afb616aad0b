package tidings.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tidings.cli.json.Json;

/// `tidings version`
@Command(name = "version", description = "Shows which version this is, and on which Java.")
final class VersionCommand implements Callable<Integer> {
    @Option(names = "--json", description = "As one JSON object.")
    boolean json;

    private final Output output;

    VersionCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        String java = System.getProperty("java.runtime.version", "?");
        if (json) {
            output.result(Json.write(
                    new LinkedHashMap<>(Map.of("version", Version.number(), "java", java))));
        } else {
            output.result("tidings " + Version.number() + " (Java " + java + ")");
        }
        return ExitCode.OK.code();
    }
}
