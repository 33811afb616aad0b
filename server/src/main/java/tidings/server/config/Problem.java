package tidings.server.config;

/// Something wrong in a configuration: where, what, and what to do.
public record Problem(Place place, String message) {
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
