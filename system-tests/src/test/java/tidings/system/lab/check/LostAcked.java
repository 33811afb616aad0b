package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;

/// C1: what was acknowledged is not in the log in the end. Where a fault may lose something, it
/// must have changed the epoch.
record LostAcked() implements Check {
    @Override
    public String number() {
        return "C1";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        for (ChannelTrace channel : trace.channels()) {
            long lastKept = channel.fates.values().stream()
                    .filter(fate -> fate.acked() && channel.offsetOf(fate.id) != null)
                    .mapToLong(fate -> fate.acks.getLast().timeNs()).max().orElse(0);
            List<String> former = channel.formerEpochs();
            for (Fate fate : channel.fates.values()) {
                if (fate.acked() && channel.offsetOf(fate.id) == null) {
                    Fate.Ack ack = fate.acks.getLast();
                    long ackedNs = ack.timeNs();
                    if (!announced(ack, former, trace)) {
                        found.add("%s of %s was acknowledged and is lost, %s".formatted(fate,
                                channel.name, ackedNs < lastKept
                                        ? "while later ones are there"
                                        : "and nothing later is there"));
                    }
                }
            }
        }
        return found;
    }

    /// An answer may be heard a moment after the fault that it came before. Where it says which
    /// epoch it is of, that decides; else whether it came before the fault was over.
    private static boolean announced(Fate.Ack ack, List<String> former, Trace trace) {
        boolean formerEpoch = ack.at() == null
                ? !former.isEmpty()
                : former.contains(ack.at().epoch());
        return formerEpoch && trace.mayLoseUntilAfter(ack.timeNs());
    }
}
