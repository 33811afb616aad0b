package tidings.cli;

import picocli.CommandLine.Option;
import tidings.cli.bench.Speech;
import tidings.cli.bench.Target;
import tidings.cli.http.ServerUrl;

/// Whom `tidings bench` loads, but for `tidings bench mqtt`.
final class BenchTargetOptions extends BenchRunOptions {
    enum Protocol {
        json, protobuf, raw, redis
    }

    @Option(names = "--url", paramLabel = "URL", defaultValue = "${env:TIDINGS_URL:-http://localhost:8000}", description = "The server (or TIDINGS_URL). Default: http://localhost:8000")
    String url = "http://localhost:8000";

    @Option(names = "--protocol", paramLabel = "NAME", defaultValue = "json", description = "json or protobuf: Centrifuge over WebSocket; raw: any server that sends each WebSocket message to all who are at the same path; redis: XADD to a stream, for publish only. Default: json")
    Protocol protocol = Protocol.json;

    @Override
    Target target() throws CommandException {
        try {
            ServerUrl server = ServerUrl.parse(url);
            check(!server.tls(), "only http:// can be loaded: what is measured is the server, not"
                    + " its encryption");
            return new Target(server.host(), server.port(), switch (protocol) {
                case json -> new Speech.Centrifuge(Speech.Centrifuge.Form.JSON, server.path());
                case protobuf ->
                    new Speech.Centrifuge(Speech.Centrifuge.Form.PROTOBUF, server.path());
                case raw -> new Speech.Raw(server.path());
                case redis -> new Speech.Redis();
            });
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    String option() {
        return "--url";
    }

    @Override
    void requireSubscribing() throws CommandException {
        check(protocol != Protocol.redis, "over redis there is only tidings bench publish");
    }

    @Override
    void requireAnswers() throws CommandException {
        check(protocol != Protocol.raw, "nothing is acknowledged over raw WebSockets");
    }

    @Override
    boolean requireRecovering() throws CommandException {
        requireSubscribing();
        return protocol != Protocol.raw;
    }
}
