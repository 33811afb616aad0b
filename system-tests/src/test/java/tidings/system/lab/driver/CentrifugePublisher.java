package tidings.system.lab.driver;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event.Stage;
import tidings.system.lab.history.Place;

/// Publishes over a WebSocket with many messages outstanding; what was not answered when the
/// connection broke is sent again if it has a key, and so is the last of those that were: a client
/// may well have been told and not have noted it.
public final class CentrifugePublisher implements Publisher {
    private static final int WINDOW = 128;
    private static final long AGAIN_NS = 20_000_000;

    private final Scene scene;
    private final Wire wire;
    private final String name;
    private final Messages messages;
    private final Pace pace;
    private final Queue<Outgoing> again = new ConcurrentLinkedQueue<>();
    private int connections;
    private volatile @Nullable Outgoing lastKeyed;

    private CentrifugePublisher(Scene scene, int index, Wire wire, int perSecond) {
        this.scene = scene;
        this.wire = wire;
        this.name = "p" + index;
        this.messages = new Messages(scene, index, 4);
        this.pace = new Pace(perSecond);
    }

    public static CentrifugePublisher json(Scene scene, int index, int perSecond) {
        return new CentrifugePublisher(scene, index, new JsonWire(), perSecond);
    }

    public static CentrifugePublisher protobuf(Scene scene, int index, int perSecond) {
        return new CentrifugePublisher(scene, index, new ProtobufWire(), perSecond);
    }

    @Override
    public void run() {
        while (scene.publishing() || !again.isEmpty()) {
            int era = scene.history().era();
            try (CentrifugeConnection connection = new CentrifugeConnection(
                    scene.server().port(), wire, 0)) {
                new Attempt(connection, era, name + "#" + ++connections).run();
            } catch (IOException e) {
                LockSupport.parkNanos(AGAIN_NS);
            }
        }
    }

    /// What is done over one connection.
    private final class Attempt {
        private final CentrifugeConnection connection;
        private final int era;
        private final String lane;
        private final Map<Integer, Outgoing> unanswered = new ConcurrentHashMap<>();
        private final Semaphore window = new Semaphore(WINDOW);
        private volatile boolean broken;

        Attempt(CentrifugeConnection connection, int era, String lane) {
            this.connection = connection;
            this.era = era;
            this.lane = lane;
        }

        void run() {
            Outgoing last = lastKeyed;
            if (last != null) {
                again.add(last);
            }
            Thread reader = Thread.ofVirtual().start(this::read);
            try {
                write();
            } catch (IOException e) {
                // The reader hears of it, too.
            } finally {
                connection.close();
                join(reader);
                unanswered.values().forEach(message -> answered(message, Answers.ofNone(), null));
            }
        }

        private void write() throws IOException {
            int id = 1;
            while (!broken && (scene.publishing() || !again.isEmpty() || !unanswered.isEmpty())) {
                if (!scene.publishing() && again.isEmpty()) {
                    LockSupport.parkNanos(1_000_000);
                } else if (acquire()) {
                    pace.await();
                    @Nullable
                    Outgoing repeat = again.poll();
                    send(++id, repeat != null ? repeat : messages.next());
                }
            }
        }

        private void send(int id, Outgoing message) throws IOException {
            unanswered.put(id, message);
            scene.history().add(message.event(Stage.INVOKED, wire.name(), lane, null));
            connection.send(List.of(message.keyed()
                    ? new Command.Send(id, message.channel(), message.key(), message.text())
                    : new Command.Publish(id, message.channel(), message.text())));
        }

        private boolean acquire() {
            try {
                return window.tryAcquire(50, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void read() {
            try {
                while (true) {
                    List<Reply> replies = connection.read();
                    if (!scene.history().counts(era)) {
                        throw new IOException("the power is going");
                    }
                    replies.forEach(this::on);
                }
            } catch (IOException e) {
                broken = true;
            }
        }

        private void on(Reply reply) {
            switch (reply) {
                case Reply.Done(int id) -> answered(id, Stage.OK, null);
                case Reply.Sent(int id, Place at, _) -> answered(id, Stage.OK, at);
                case Reply.Failed(int id, int code, _) -> answered(id, Answers.ofError(code),
                        null);
                case Reply.Ping _,Reply.Subscribed _,Reply.Publication _,Reply.Unsubscribed _,Reply.Other _ ->
                    {
                    }
            }
        }

        private void answered(int id, Stage stage, @Nullable Place at) {
            @Nullable
            Outgoing message = unanswered.remove(id);
            if (message != null) {
                answered(message, stage, at);
                window.release();
            }
        }

        private void answered(Outgoing message, Stage stage, @Nullable Place at) {
            scene.history().add(message.event(stage, wire.name(), lane, at));
            if (message.keyed()) {
                if (stage == Stage.INFO) {
                    again.add(message);
                } else if (stage == Stage.OK) {
                    lastKeyed = message;
                }
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
