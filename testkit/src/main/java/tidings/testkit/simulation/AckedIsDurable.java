package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was acknowledged is in the log, once, where its publisher was told; what was refused is
/// not, and nobody got it.
final class AckedIsDurable implements Invariant {
    @Override
    public String name() {
        return "AckedIsDurable";
    }

    @Override
    public List<String> violations(History history) {
        List<String> found = new ArrayList<>();
        Map<String, Map<String, Long>> logged = new HashMap<>();
        history.each(Observed.FinalLog.class, log -> {
            Map<String, Long> offsets = new HashMap<>();
            log.entries().forEach(entry -> {
                if (offsets.put(entry.id(), entry.offset()) != null) {
                    found.add("%s is in %s twice".formatted(entry.id(), log.channel()));
                }
            });
            logged.put(log.channel(), offsets);
        });
        Set<String> acked = new HashSet<>();
        history.each(Observed.Acked.class, ack -> {
            acked.add(ack.id());
            Long offset = logged.getOrDefault(ack.channel(), Map.of()).get(ack.id());
            String epoch = history.finalLog(ack.channel()).epoch();
            if (offset == null || offset != ack.position().offset()
                    || !epoch.equals(ack.position().epoch())) {
                found.add("%s, but the log has it at %s:%s".formatted(ack, epoch, offset));
            }
        });
        Set<String> received = new HashSet<>();
        history.each(Observed.Received.class, r -> received.add(r.id()));
        history.each(Observed.Refused.class, refused -> {
            boolean there = logged.getOrDefault(refused.channel(), Map.of())
                    .containsKey(refused.id());
            if (!acked.contains(refused.id()) && (there || received.contains(refused.id()))) {
                found.add("%s, and yet it was published".formatted(refused));
            }
        });
        return found;
    }
}
