package tidings.gateway.http;

import java.util.List;
import java.util.function.Supplier;
import tidings.gateway.net.Exchange;
import tidings.gateway.net.Response;

/// `/health/live`: the process answers. `/health/ready`: it should be sent traffic; 503 with the
/// reasons, a line each, if not.
final class HealthDoor {
    private final Supplier<List<String>> problems;

    HealthDoor(Supplier<List<String>> problems) {
        this.problems = problems;
    }

    void live(Exchange exchange) {
        exchange.respond(Response.text(200, "live"));
    }

    void ready(Exchange exchange) {
        List<String> now = problems.get();
        exchange.respond(now.isEmpty()
                ? Response.text(200, "ready")
                : Response.text(503, String.join("\n", now)));
    }
}
