package tidings.benchmarks.hot;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tidings.core.fanout.Frames;
import tidings.core.fanout.JoinAnswer;
import tidings.core.fanout.LoopEvent;
import tidings.core.fanout.DeliveryLimits;
import tidings.core.fanout.LoopFanOut;
import tidings.core.fanout.Subscriber;
import tidings.core.fanout.Variant;
import tidings.gateway.centrifuge.CentrifugeVariant;
import tidings.gateway.centrifuge.Format;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.Position;

/// Stations 5 and 6 without sockets: a turn of one message, from the shard's list of events to a
/// share of the frames for each subscriber.
@State(Scope.Thread)
public class FanOut {
    @Param({"1", "100", "1000"})
    int subscribers = 1;

    private final LoopFanOut fanOut = new LoopFanOut(new InlineLoop(), DeliveryLimits.DEFAULT,
            (reason, cause) -> {
                throw new IllegalStateException(reason, cause);
            });
    private final List<LoopEvent> relayed = List
            .of(new LoopEvent.Relayed(Samples.CHANNEL, List.of(Samples.MESSAGE)));
    private long offset;
    private long delivered;

    @Setup
    public void join() {
        for (int i = 0; i < subscribers; i++) {
            fanOut.post(List.of(new LoopEvent.JoinAnswered(Samples.CHANNEL, new Counting(),
                    new JoinAnswer.Live(new Position("abcdefgh", 0), List.of(), 0))));
        }
    }

    @Benchmark
    public long transientMessage() {
        fanOut.post(relayed);
        return delivered;
    }

    @Benchmark
    public long loggedEntry() {
        offset++;
        List<LoopEvent> events = new ArrayList<>(1);
        List<Entry> entries = new ArrayList<>(1);
        entries.add(new Entry(Samples.CHANNEL, "abcdefgh", offset, offset - 1, offset, 0,
                Samples.MESSAGE));
        events.add(new LoopEvent.Logged(Samples.CHANNEL, entries));
        fanOut.post(events);
        return delivered;
    }

    /// Takes what a subscriber is given.
    private final class Counting extends Subscriber {
        private static final Variant VARIANT = new CentrifugeVariant(Format.WEBSOCKET_JSON, false);

        @Override
        public Variant variant() {
            return VARIANT;
        }

        @Override
        public boolean onJoinAnswer(JoinAnswer answer) {
            return true;
        }

        @Override
        public void look() {
            // There is nothing that a delivery looks at.
        }

        @Override
        public boolean deliver(Frames frames) {
            delivered++;
            return true;
        }

        @Override
        public void deliverTransient(Frames frames, Message newest) {
            delivered++;
        }

        @Override
        public boolean deliverMembers(Frames frames) {
            return true;
        }

        @Override
        public void onBehind(long behind, int members) {
            throw new IllegalStateException("never behind");
        }

        @Override
        public void onFailed(RuntimeException cause) {
            throw cause;
        }

        @Override
        public void onPositionLost() {
            throw new IllegalStateException("never lost");
        }
    }
}
