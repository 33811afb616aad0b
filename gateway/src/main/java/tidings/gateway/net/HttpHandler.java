package tidings.gateway.net;

/// What answers the requests of a route. Called on the connection's loop, as a step of its own.
@FunctionalInterface
public interface HttpHandler {
    /// Answers now or later, from any thread, with [Exchange#respond] or [Exchange#stream]; while
    /// it has not, the connection's next request waits. What it throws is answered with 500.
    void onRequest(Exchange exchange);
}
