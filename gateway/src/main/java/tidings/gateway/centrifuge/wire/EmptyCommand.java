package tidings.gateway.centrifuge.wire;

/// No id, no request: the answer to a server's ping.
public record EmptyCommand() implements Command {
    @Override
    public long id() {
        return 0;
    }
}
