package tidings.gateway.centrifuge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tidings.core.loop.SmallMaps;
import tidings.gateway.centrifuge.wire.Command;
import tidings.gateway.centrifuge.wire.ConnectRequest;
import tidings.gateway.centrifuge.wire.EmptyCommand;
import tidings.gateway.centrifuge.wire.HistoryRequest;
import tidings.gateway.centrifuge.wire.PingRequest;
import tidings.gateway.centrifuge.wire.PresenceRequest;
import tidings.gateway.centrifuge.wire.PresenceStatsRequest;
import tidings.gateway.centrifuge.wire.PublishRequest;
import tidings.gateway.centrifuge.wire.RPCRequest;
import tidings.gateway.centrifuge.wire.RefreshRequest;
import tidings.gateway.centrifuge.wire.SendRequest;
import tidings.gateway.centrifuge.wire.SubRefreshRequest;
import tidings.gateway.centrifuge.wire.SubscribeRequest;
import tidings.gateway.centrifuge.wire.UnsubscribeRequest;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One conversation's subscribes that are not answered yet, each with what came for its channel
/// after an unsubscribe: that waits, so that the client's commands take effect in its order.
@OwnedBy(Owner.LOOP)
final class PendingSubscribes {
    record Pending(SubscribeRequest request, List<Command> after) {}

    private Map<ChannelName, Pending> byChannel = Map.of();

    void begin(ChannelName channel, SubscribeRequest request) {
        byChannel = SmallMaps.with(byChannel, channel,
                new Pending(request, new ArrayList<>(0)));
    }

    boolean contains(ChannelName channel) {
        return byChannel.containsKey(channel);
    }

    /// Whether the command was put behind a subscribe of its channel.
    boolean holdsBack(Command command) {
        if (byChannel.isEmpty()) {
            return false;
        }
        String name = channelOf(command);
        for (Map.Entry<ChannelName, Pending> entry : byChannel.entrySet()) {
            List<Command> after = entry.getValue().after();
            if (entry.getKey().value().equals(name)
                    && (command instanceof UnsubscribeRequest || !after.isEmpty())) {
                after.add(command);
                return true;
            }
        }
        return false;
    }

    /// Whether a command waits behind one of them.
    boolean anyHeldBack() {
        for (Pending each : byChannel.values()) {
            if (!each.after().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static String channelOf(Command command) {
        return switch (command) {
            case SubscribeRequest request -> request.channel();
            case UnsubscribeRequest request -> request.channel();
            case PublishRequest request -> request.channel();
            case PresenceRequest request -> request.channel();
            case PresenceStatsRequest request -> request.channel();
            case HistoryRequest _,RPCRequest _,SendRequest _,PingRequest _,RefreshRequest _,SubRefreshRequest _,ConnectRequest _,EmptyCommand _ ->
                "";
        };
    }

    /// A subscribe is answered.
    Pending end(ChannelName channel) {
        Pending answered = byChannel.get(channel);
        if (answered == null) {
            throw new IllegalStateException(channel + ": nobody asked for it");
        }
        byChannel = SmallMaps.without(byChannel, channel);
        return answered;
    }

    /// The conversation is over.
    void forget() {
        byChannel = Map.of();
    }
}
