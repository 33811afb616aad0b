package tidings.gateway.mqtt;

import java.util.List;
import java.util.stream.IntStream;

/// One [Rendering] a loop. Immutable.
final class Renderings {
    private final List<Rendering> byLoop;

    Renderings(int loops) {
        this.byLoop = IntStream.range(0, loops).mapToObj(_ -> new Rendering()).toList();
    }

    Rendering of(int loop) {
        return byLoop.get(loop);
    }
}
