package tidings.system.lab.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import tidings.system.lab.driver.Scene;

/// What all devices of a run have in common. For any thread.
final class Fleet {
    /// One message after the other in a topic, numbered from 1.
    static final class Stream {
        /// Given to the device to send, up to here.
        volatile long sent;
    }

    /// A time in which something was done to the server.
    ///
    /// @param endNs when it was ready again
    record Trouble(long beginNs, long endNs) {}

    private static final int NOTED_MAX = 100;

    private final Scene scene;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Map<String, SharedInbox> shared = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<Trouble> troubles = new CopyOnWriteArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private volatile boolean publishing = true;
    private volatile boolean calm;
    private volatile boolean over;

    Fleet(Scene scene) {
        this.scene = scene;
    }

    Scene scene() {
        return scene;
    }

    String topic(String rest) {
        return "fleet/" + scene.run() + "/" + rest;
    }

    Stream stream(String topic) {
        return streams.computeIfAbsent(topic, _ -> new Stream());
    }

    /// Of all devices of a group together.
    SharedInbox inboxOf(String group) {
        return shared.computeIfAbsent(group, _ -> new SharedInbox(this, group));
    }

    Map<String, Stream> streams() {
        return streams;
    }

    void violation(String what) {
        if (violations.size() < NOTED_MAX) {
            violations.add("%.3f s: %s".formatted(System.nanoTime() / 1e9, what));
        }
    }

    List<String> violations() {
        return new ArrayList<>(violations);
    }

    void onTrouble(long beginNs, long endNs) {
        troubles.add(new Trouble(beginNs, endNs));
    }

    /// Whether any trouble touches a time.
    boolean troubled(long fromNs, long toNs) {
        return troubles.stream()
                .anyMatch(each -> each.beginNs() < toNs && each.endNs() > fromNs);
    }

    /// The end of the trouble that a moment falls into, or the moment.
    long calmAfter(long ns) {
        return troubles.stream().filter(each -> each.beginNs() <= ns && each.endNs() >= ns)
                .mapToLong(Trouble::endNs).max().orElse(ns);
    }

    void onAcknowledged() {
        acknowledged.incrementAndGet();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    void onReceived(boolean again) {
        received.incrementAndGet();
        if (again) {
            repeated.incrementAndGet();
        }
    }

    long received() {
        return received.get();
    }

    long repeated() {
        return repeated.get();
    }

    /// Whether new messages are wanted.
    boolean publishing() {
        return publishing;
    }

    void stopPublishing() {
        publishing = false;
    }

    /// Whether nobody leaves any more of their own accord.
    boolean calm() {
        return calm;
    }

    void calmDown() {
        calm = true;
    }

    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }
}
