package tidings.system.lab.driver;

import java.util.SplittableRandom;
import tidings.system.lab.history.MessageId;

/// The messages of one publisher: few channels get most of them, every channel some.
final class Messages {
    private final Scene scene;
    private final int publisher;
    private final int keyedEvery;
    private final long[] sent;
    private final SplittableRandom random;

    /// @param keyedEvery every so manieth message has an idempotency key; 0 for none
    Messages(Scene scene, int publisher, int keyedEvery) {
        this.scene = scene;
        this.publisher = publisher;
        this.keyedEvery = keyedEvery;
        this.sent = new long[scene.channels().size()];
        this.random = new SplittableRandom(publisher);
    }

    Outgoing next() {
        // Squared, the first quarter of the channels gets half of the messages.
        double at = random.nextDouble();
        int channel = (int) (at * at * sent.length);
        MessageId id = new MessageId(publisher, channel, ++sent[channel]);
        String name = scene.channels().get(channel);
        String text = Parcel.make(scene.run(), name, id, random.nextInt(8, 300)).text();
        boolean keyed = keyedEvery > 0 && random.nextInt(keyedEvery) == 0;
        return new Outgoing(name, id, keyed ? scene.run() + "/" + id : "", text);
    }
}
