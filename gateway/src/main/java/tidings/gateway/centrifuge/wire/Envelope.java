package tidings.gateway.centrifuge.wire;

/// What is the same for `Command` in both encodings: its rules, and which request is which.
final class Envelope {
    private static final int SEND = 12;
    private static final long ID_MAX = 0xffff_ffffL;

    private Envelope() {}

    static void checkCount(int commands) throws DecodeException {
        if (commands == CommandDecoder.COMMANDS_MAX) {
            throw new DecodeException(
                    "more than " + CommandDecoder.COMMANDS_MAX + " commands in one frame");
        }
    }

    /// @param request the field number of the request; 0 if there is none that we know
    static void check(long id, int request) throws DecodeException {
        if (id < 0 || id > ID_MAX) {
            throw new DecodeException("an id must be a number of 32 bits");
        }
        if (request == 0 && id != 0) {
            throw new DecodeException("a command without a known request");
        }
        if (request != 0 && request != SEND && id == 0) {
            throw new DecodeException("a request that wants a reply needs an id");
        }
    }

    static Command read(int request, MessageReader in, long id) throws DecodeException {
        return switch (request) {
            case 4 -> ConnectRequest.read(in, id);
            case 5 -> SubscribeRequest.read(in, id);
            case 6 -> UnsubscribeRequest.read(in, id);
            case 7 -> PublishRequest.read(in, id);
            case 8 -> PresenceRequest.read(in, id);
            case 9 -> PresenceStatsRequest.read(in, id);
            case 10 -> HistoryRequest.read(in, id);
            case 11 -> PingRequest.read(in, id);
            case SEND -> SendRequest.read(in, id);
            case 13 -> RPCRequest.read(in, id);
            case 14 -> RefreshRequest.read(in, id);
            case 15 -> SubRefreshRequest.read(in, id);
            default -> throw new IllegalStateException("no request has the number " + request);
        };
    }
}
