package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.MessageId;

/// C5: something that nobody sent, that was refused, or that is not as it was sent.
record Phantom() implements Check {
    @Override
    public String number() {
        return "C5";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            for (Event.Receive receive : channel.receives()) {
                if (!receive.whole()) {
                    found.add("%s got %s of %s damaged or from elsewhere (%s)".formatted(
                            receive.subscriber(), receive.at(), channel.name, receive.id()));
                } else {
                    judge(channel, receive.id(), "received by " + receive.subscriber(), found);
                }
            }
            for (Event.Stored stored : channel.log()) {
                judge(channel, stored.id(), "in the log at " + stored.offset(), found);
            }
        }
        return found;
    }

    private static void judge(ChannelTrace channel, @Nullable MessageId id, String where,
            List<String> found) {
        Fate fate = id == null ? null : channel.fates.get(id);
        if (fate == null || fate.tries == 0) {
            found.add("%s was never sent to %s and is %s".formatted(id, channel.name, where));
        } else if (fate.failed()) {
            found.add("%s was refused by %s and is %s".formatted(fate, channel.name, where));
        }
    }
}
