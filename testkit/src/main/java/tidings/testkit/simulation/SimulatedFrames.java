package tidings.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import tidings.core.fanout.Frames;
import tidings.core.fanout.MemberEvent;
import tidings.log.Message;

/// Frames as a list of what they say.
final class SimulatedFrames implements Frames {
    private static final int ITEMS_MAX = 4;

    final String channel;
    final List<OnWire.Item> items = new ArrayList<>();
    private boolean released;

    SimulatedFrames(String channel) {
        this.channel = channel;
    }

    @Override
    public boolean add(Message message, long offset) {
        return add(new OnWire.Publication(Ids.of(message), offset));
    }

    @Override
    public boolean add(MemberEvent event) {
        return add(new OnWire.Membership(event.member().session(),
                event instanceof MemberEvent.Joined));
    }

    private boolean add(OnWire.Item item) {
        if (released) {
            throw new IllegalStateException("frames were used after they were released");
        }
        if (items.size() >= ITEMS_MAX) {
            return false;
        }
        items.add(item);
        return true;
    }

    @Override
    public void release() {
        if (released) {
            throw new IllegalStateException("frames were released twice");
        }
        released = true;
    }
}
