package tidings.system.lab.check;

import java.util.List;

/// One thing that may never happen.
public sealed interface Check permits LostAcked, Duplicate, Reorder, Divergence, Phantom, Gap,
        StaleEpoch, RealTime, Liveness, Idempotency, Leak {
    List<Check> ALL = List.of(new LostAcked(), new Duplicate(), new Reorder(), new Divergence(),
            new Phantom(), new Gap(), new StaleEpoch(), new RealTime(), new Liveness(),
            new Idempotency(), new Leak());

    /// C and a number.
    String number();

    /// What is wrong, the smallest sentence of each that can be judged by itself.
    List<String> violations(Trace trace);
}
