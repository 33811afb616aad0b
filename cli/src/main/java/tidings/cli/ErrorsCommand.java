package tidings.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.json.Json;
import tidings.server.config.Nearest;

/// `tidings errors [CODE]`
@Command(name = "errors", description = "Says what a code means and what to do; without one, lists all.")
final class ErrorsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "CODE", description = "As 112, 3008, 410 or position_lost.")
    @Nullable
    String code;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    private final Output output;

    ErrorsCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws CommandException {
        List<ErrorCode> all = ErrorCode.all();
        String asked = code;
        if (asked == null) {
            all.forEach(this::line);
            return ExitCode.OK.code();
        }
        List<ErrorCode> found = all.stream()
                .filter(error -> error.code().equals(asked) || error.name().equals(asked))
                .toList();
        if (found.isEmpty()) {
            String hint = Nearest.to(asked, all.stream().map(ErrorCode::name).toList())
                    .map(near -> "did you mean " + near + "?")
                    .orElse("`tidings errors` lists all; applications may define others");
            throw new CommandException(ExitCode.FAILED, "no code " + asked + " here: " + hint);
        }
        found.forEach(json ? this::line : this::page);
        return ExitCode.OK.code();
    }

    private void line(ErrorCode error) {
        if (!json) {
            output.results().print("%-5s %-24s %s\n".formatted(error.code(), error.name(),
                    error.where()));
            return;
        }
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("code", error.code());
        line.put("name", error.name());
        line.put("where", error.where());
        line.put("meaning", error.meaning());
        line.put("remedy", error.remedy());
        output.result(Json.write(line));
    }

    private void page(ErrorCode error) {
        output.results().print("""
                %s %s (%s)
                  means  %s
                  do     %s
                """.formatted(error.code(), error.name(), error.where(), error.meaning(),
                error.remedy()));
    }
}
