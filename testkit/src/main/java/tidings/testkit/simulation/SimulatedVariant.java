package tidings.testkit.simulation;

import tidings.core.fanout.Frames;
import tidings.core.fanout.Variant;
import tidings.log.ChannelName;

record SimulatedVariant(boolean memberEvents, int group) implements Variant {
    @Override
    public Frames open(ChannelName channel, String epoch) {
        return new SimulatedFrames(channel.value());
    }
}
