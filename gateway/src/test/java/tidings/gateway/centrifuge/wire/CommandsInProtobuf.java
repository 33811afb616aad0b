package tidings.gateway.centrifuge.wire;

import static tidings.gateway.centrifuge.wire.Wire.concat;
import static tidings.gateway.centrifuge.wire.Wire.delimited;
import static tidings.gateway.centrifuge.wire.Wire.field;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes commands as a client would, in Protobuf.
final class CommandsInProtobuf {
    private static final byte[] NOTHING = new byte[0];

    private CommandsInProtobuf() {}

    static byte[] of(List<Command> commands) {
        return concat(commands.stream().map(CommandsInProtobuf::of).toArray(byte[][]::new));
    }

    private static byte[] of(Command command) {
        return switch (command) {
            case ConnectRequest r -> request(r.id(), 4, field(1, r.token()), payload(2, r.data()),
                    subs(r.subs()), field(4, r.name()), field(5, r.version()),
                    headers(r.headers()), field(7, r.flag()));
            case SubscribeRequest r -> request(r.id(), 5, field(1, r.channel()), body(r));
            case UnsubscribeRequest r -> request(r.id(), 6, field(1, r.channel()));
            case PublishRequest r -> request(r.id(), 7, field(1, r.channel()),
                    payload(2, r.data()), field(3, r.type()), field(4, r.key()),
                    flag(5, r.removed()));
            case PresenceRequest r -> request(r.id(), 8, field(1, r.channel()));
            case PresenceStatsRequest r -> request(r.id(), 9, field(1, r.channel()));
            case HistoryRequest r -> request(r.id(), 10, field(1, r.channel()),
                    field(7, r.limit()), since(r.since()), flag(9, r.reverse()));
            case PingRequest r -> request(r.id(), 11);
            case SendRequest r -> request(r.id(), 12, payload(1, r.data()));
            case RPCRequest r -> request(r.id(), 13, payload(1, r.data()), field(2, r.method()));
            case RefreshRequest r -> request(r.id(), 14, field(1, r.token()));
            case SubRefreshRequest r -> request(r.id(), 15, field(1, r.channel()),
                    field(2, r.token()), field(3, r.type()));
            case EmptyCommand() -> delimited();
        };
    }

    private static byte[] request(long id, int number, byte[]... fields) {
        return delimited(id == 0 ? NOTHING : field(1, id), field(number, fields));
    }

    private static byte[] body(SubscribeRequest r) {
        return concat(field(2, r.token()), flag(3, r.recover()), field(6, r.epoch()),
                field(7, r.offset()), payload(8, r.data()), flag(9, r.positioned()),
                flag(10, r.recoverable()), flag(11, r.joinLeave()), field(12, r.delta()),
                r.filterAsked() ? field(13, NOTHING) : NOTHING, field(14, r.flag()),
                field(15, r.type()));
    }

    private static byte[] subs(Map<String, SubscribeRequest> subs) {
        return concat(subs.entrySet().stream()
                .map(sub -> field(3, field(1, sub.getKey()), field(2, body(sub.getValue()))))
                .toArray(byte[][]::new));
    }

    private static byte[] headers(Map<String, String> headers) {
        return concat(headers.entrySet().stream()
                .map(header -> field(6, field(1, header.getKey()), field(2, header.getValue())))
                .toArray(byte[][]::new));
    }

    private static byte[] since(@Nullable StreamPosition since) {
        return since == null
                ? NOTHING
                : field(8, field(1, since.offset()), field(2, since.epoch()));
    }

    private static byte[] payload(int number, byte @Nullable [] payload) {
        return payload == null ? NOTHING : field(number, payload);
    }

    private static byte[] flag(int number, boolean value) {
        return field(number, value ? 1 : 0);
    }
}
