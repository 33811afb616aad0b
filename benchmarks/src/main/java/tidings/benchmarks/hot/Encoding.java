package tidings.benchmarks.hot;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tidings.core.fanout.Frames;
import tidings.gateway.centrifuge.CentrifugeVariant;
import tidings.gateway.centrifuge.Format;

/// Station 6: an entry becomes the bytes that all subscribers of a variant share. Each operation is
/// a turn with one entry: a buffer is opened, written and let go.
@State(Scope.Thread)
public class Encoding {
    @Param
    Format format = Format.WEBSOCKET_JSON;

    @Benchmark
    public boolean publication() {
        Frames frames = new CentrifugeVariant(format, false).open(Samples.CHANNEL, "abcdefgh");
        boolean added = frames.add(Samples.MESSAGE, 1_234);
        frames.release();
        return added;
    }
}
