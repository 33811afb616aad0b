package tidings.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;

/// A payload of one byte, and tags of 60 KB.
class TailTest {
    private static final ChannelName CHANNEL = ChannelName.of("room", NameLimits.DEFAULT);
    private static final Message TAGGED = new Message(new byte[1], PayloadKind.BYTES, null,
            Map.of("a", "x".repeat(30_000), "b", "y".repeat(30_000)), null);

    private static final int ALL = Integer.MAX_VALUE;

    private static Entry entry(long offset) {
        return new Entry(CHANNEL, "epoch", offset, offset - 1, offset, 0, TAGGED);
    }

    @Test
    void whatTheTailKeepsOfAShardIsBoundedWithItsTags() {
        Tail tail = new Tail(1_000_000, 0);
        Residents residents = new Residents(10);
        for (long offset = 1; offset <= 100; offset++) {
            tail.add(entry(offset), residents);
        }
        assertThat(tail.after(0, _ -> true, ALL)).as("a hundred of them").isNull();
        List<Entry> kept = Objects.requireNonNull(tail.after(92, _ -> true, ALL));
        assertThat(kept).hasSize(8);
        assertThat(kept.stream().mapToLong(each -> each.message().weight()).sum())
                .isBetween(900_000L, 1_000_000L);
        assertThat(tail.after(91, _ -> true, ALL)).as("what no longer fits").isNull();
    }

    @Test
    void itIsLookedThroughAsFarAsThereIsRoom() {
        Tail tail = new Tail(100_000_000, 0);
        Residents residents = new Residents(10);
        for (long offset = 1; offset <= 100; offset++) {
            tail.add(entry(offset), residents);
        }
        List<Entry> all = Objects.requireNonNull(tail.after(0, _ -> true, ALL));
        assertThat(all).hasSize(100);
        List<ChannelName> looked = new ArrayList<>();
        assertThat(tail.after(10, looked::add, 5)).isEqualTo(all.subList(10, 15));
        assertThat(looked).hasSize(5);
        assertThat(tail.after(98, looked::add, 5)).isEqualTo(all.subList(98, 100));
        assertThat(tail.after(100, looked::add, 5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 1_975, 1_976, 1_977, 2_998, 2_999, 3_000})
    void fromWhicheverEndItIsLookedThroughItIsTheSame(int after) {
        Tail tail = new Tail(Long.MAX_VALUE, 0);
        Residents residents = new Residents(10);
        List<Entry> all = new ArrayList<>();
        for (long offset = 1; offset <= 3_000; offset++) {
            Entry entry = entry(offset);
            all.add(entry);
            tail.add(entry, residents);
        }
        assertThat(tail.after(after, _ -> true, 64))
                .isEqualTo(all.subList(after, Math.min(3_000, after + 64)));
    }

    @Test
    void whatTheTailKeepsOfAChannelIsWhatItsRuleKeeps() {
        ChannelTail tail = new ChannelTail();
        LogRetention retention = new LogRetention(1_000, Duration.ofHours(1), 500_000);
        for (long offset = 1; offset <= 100; offset++) {
            tail.add(entry(offset), retention);
        }
        assertThat(tail.after(96)).hasSize(4);
        assertThat(tail.after(95)).isNull();
    }
}
