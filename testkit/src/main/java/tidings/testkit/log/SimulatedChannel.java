package tidings.testkit.log;

import tidings.log.ChannelName;
import tidings.log.LogChannel;

/// A handle of a [SimulatedLog].
final class SimulatedChannel implements LogChannel {
    private final ChannelName name;
    private final int shard;
    private final long head;
    private final boolean recorded;
    private String epoch;

    SimulatedChannel(ChannelName name, int shard, String epoch, long head, boolean recorded) {
        this.name = name;
        this.shard = shard;
        this.epoch = epoch;
        this.head = head;
        this.recorded = recorded;
    }

    void changeEpoch(String epoch) {
        this.epoch = epoch;
    }

    @Override
    public ChannelName name() {
        return name;
    }

    @Override
    public int shard() {
        return shard;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public long headWhenOpened() {
        return head;
    }

    @Override
    public boolean recordedWhenOpened() {
        return recorded;
    }
}
