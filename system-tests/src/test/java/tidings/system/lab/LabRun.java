package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tidings.system.ChannelHttp;
import tidings.system.ServerProcess;
import tidings.system.lab.check.Checker;
import tidings.system.lab.check.Trace;
import tidings.system.lab.driver.CentrifugePublisher;
import tidings.system.lab.driver.CentrifugeSubscriber;
import tidings.system.lab.driver.EventSubscriber;
import tidings.system.lab.driver.HttpPublisher;
import tidings.system.lab.driver.Parcel;
import tidings.system.lab.driver.Publisher;
import tidings.system.lab.driver.Scene;
import tidings.system.lab.driver.Subscriber;
import tidings.system.lab.fault.Fault;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.History;
import tidings.system.lab.history.MessageId;
import tidings.system.lab.history.Place;
import tools.jackson.databind.JsonNode;

/// One run: load at every door, faults, quiet, and a verdict.
///
/// <pre>
///   holdings ─► load ─► fault, fault, … ─► quiet: load without faults ─► subscribers catch up
///            ─► every channel is read whole ─► everybody leaves ─► holdings ─► the checker
/// </pre>
final class LabRun implements AutoCloseable {
    /// What every run adds to a configuration: nothing is dropped while it goes on.
    static final String KEEP_ALL = "channels: [{match: '**', log: {entries: 1000000000, age: 7d}}]\n";

    /// Those of runs that failed are kept.
    private static final Path HISTORIES = Path.of("target", "lab");
    private static final int CHANNELS = 32;
    private static final int ACKED_BEFORE_A_FAULT = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /// A connection whose end got lost is noticed by its silence first.
    private static final Duration CAUGHT_UP_WITHIN = CentrifugeSubscriber.SILENCE_MAX
            .plusSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Pattern GAUGE = Pattern
            .compile("^tidings_(connections|subscriptions)\\{([^}]*)} ([0-9.]+)$",
                    Pattern.MULTILINE);

    private final Path historyFile;
    private final ServerProcess server;
    private final ChannelHttp http;
    private final History history;
    private final Scene scene;
    private final List<Thread> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Thread> subscriberThreads = new ArrayList<>();
    /// What publishers and subscribers died of.
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    private final SplittableRandom random;
    private final long startedNs;
    private int faults;

    private LabRun(String name, ServerProcess server) throws Exception {
        this.historyFile = Files.createDirectories(HISTORIES)
                .resolve("%s-%d.jsonl".formatted(name, ProcessHandle.current().pid()));
        this.server = server;
        this.http = new ChannelHttp(server.url());
        this.history = new History(historyFile);
        List<String> channels = IntStream.range(0, CHANNELS)
                .mapToObj(i -> "lab/%s/☺ %d".formatted(name, i)).toList();
        this.scene = new Scene(name, server, channels, history);
        this.random = new SplittableRandom(name.hashCode());
        history.add(holdings(true));
        subscribe();
        publish();
        this.startedNs = System.nanoTime();
    }

    /// Load on a server that runs.
    ///
    /// @param name of the run, and so of its history; another for each run on the same data
    static LabRun start(String name, ServerProcess server) throws Exception {
        return new LabRun(name, server);
    }

    Scene scene() {
        return scene;
    }

    private void subscribe() {
        List<String> all = scene.channels();
        List<String> busy = all.subList(0, 8);
        subscriber(CentrifugeSubscriber.json(scene, "json-all", all, 0));
        subscriber(CentrifugeSubscriber.protobuf(scene, "pb-all", all, 0));
        subscriber(CentrifugeSubscriber.json(scene, "json-half", all.subList(16, 32), 0));
        subscriber(CentrifugeSubscriber.protobuf(scene, "pb-half", all.subList(8, 24), 0));
        subscriber(CentrifugeSubscriber.json(scene, "json-slow", busy, 20_000_000));
        subscriber(CentrifugeSubscriber.protobuf(scene, "pb-slow", busy, 50_000_000));
        for (int i = 0; i < all.size(); i += 4) {
            String channel = all.get(i);
            subscriber(new EventSubscriber(scene, "events-" + i, channel, http.uri(channel)));
        }
        await().atMost(PATIENCE).until(() -> subscribers.stream()
                .allMatch(subscriber -> !subscriber.positions().isEmpty()));
    }

    private void subscriber(Subscriber subscriber) {
        subscribers.add(subscriber);
        subscriberThreads.add(start(subscriber::run));
    }

    private void publish() {
        int index = 0;
        for (int i = 0; i < 3; i++) {
            publisher(CentrifugePublisher.json(scene, index++, 260));
            publisher(CentrifugePublisher.protobuf(scene, index++, 260));
        }
        for (int i = 0; i < 4; i++) {
            publisher(HttpPublisher.plain(scene, index++, http, 40));
            publisher(HttpPublisher.api(scene, index++, http, 40));
        }
    }

    private void publisher(Publisher publisher) {
        publishers.add(start(publisher::run));
    }

    private Thread start(Runnable actor) {
        return Thread.ofVirtual().uncaughtExceptionHandler((_, thrown) -> broken.add(thrown))
                .start(actor);
    }

    /// Waits until the load goes on, then for a moment that nobody chose, then strikes.
    void strike(Fault fault) throws Exception {
        awaitAcknowledged(ACKED_BEFORE_A_FAULT);
        LockSupport.parkNanos(random.nextLong(1_500_000_000));
        history.add(new Event.Fault(System.nanoTime(), true, fault.name(), fault.mayLose()));
        fault.strike(scene);
        history.add(new Event.Fault(System.nanoTime(), false, fault.name(), fault.mayLose()));
        faults++;
    }

    /// Until so many more messages were acknowledged.
    void awaitAcknowledged(int more) {
        long before = history.acknowledged();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> history.acknowledged() >= before + more);
    }

    /// Ends the load, looks at everything, and judges.
    Verdict finish() throws Exception {
        awaitAcknowledged(1);
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        long acknowledged = history.acknowledged();
        history.add(new Event.Quiet(System.nanoTime()));
        LockSupport.parkNanos(QUIET.toNanos());
        scene.stopPublishing();
        scene.drain();
        for (Thread publisher : publishers) {
            if (!publisher.join(PATIENCE)) {
                throw new AssertionError("a publisher is never answered");
            }
        }
        List<Event.Final> finals = readAll();
        awaitCaughtUp(finals);
        finals.forEach(history::add);
        leave();
        history.add(holdings(false));
        history.close();
        for (Throwable thrown : broken) {
            throw new AssertionError("somebody of the laboratory died", thrown);
        }
        Trace trace = Trace.read(historyFile);
        List<Checker.Violation> violations = Checker.violations(trace);
        if (violations.isEmpty()) {
            Files.delete(historyFile);
        }
        return new Verdict(faults, trace.acknowledged(), trace.stored(), trace.received(), seconds,
                acknowledged / seconds, violations, historyFile);
    }

    private List<Event.Final> readAll() throws Exception {
        List<Event.Final> finals = new ArrayList<>();
        for (String channel : scene.channels()) {
            List<Event.Stored> log = new ArrayList<>();
            Place head = null;
            while (head == null || (!log.isEmpty() && log.getLast().offset() < head.offset())) {
                long after = log.isEmpty() ? 0 : log.getLast().offset();
                JsonNode page = ChannelHttp.json(http.get("/c/" + ChannelHttp.encode(channel)
                        + "?limit=1000&after=" + after).body());
                head = new Place(page.get("epoch").asString(), page.get("offset").asLong());
                for (JsonNode entry : page.get("entries")) {
                    Parcel.Opened opened = Parcel.open(entry.get("data"), scene.run(), channel);
                    log.add(new Event.Stored(entry.get("offset").asLong(), opened.whole()
                            && opened.id() != null ? opened.id() : new MessageId(-1, -1, -1)));
                }
            }
            finals.add(new Event.Final(System.nanoTime(), channel, head, log));
        }
        return finals;
    }

    /// Or not; the checker says so.
    private void awaitCaughtUp(List<Event.Final> finals) {
        long until = System.nanoTime() + CAUGHT_UP_WITHIN.toNanos();
        while (System.nanoTime() < until && !finals.stream().allMatch(this::isCaughtUp)) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean isCaughtUp(Event.Final channel) {
        return subscribers.stream().map(Subscriber::positions)
                .allMatch(positions -> !positions.containsKey(channel.channel())
                        || channel.head().equals(positions.get(channel.channel())));
    }

    private void leave() throws InterruptedException {
        scene.end();
        subscribers.forEach(Subscriber::close);
        for (Thread thread : subscriberThreads) {
            if (!thread.join(PATIENCE)) {
                throw new AssertionError("a subscriber does not end");
            }
        }
        http.close();
        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(holdings(false).subscriptions()).isZero());
    }

    private Event.Holdings holdings(boolean before) throws Exception {
        String metrics;
        try (ChannelHttp admin = new ChannelHttp(server.adminUrl())) {
            metrics = admin.get("/metrics").body();
        }
        long connections = 0;
        long subscriptions = 0;
        Matcher gauges = GAUGE.matcher(metrics);
        while (gauges.find()) {
            long value = (long) Double.parseDouble(gauges.group(3));
            if (gauges.group(1).equals("subscriptions")) {
                subscriptions += value;
            } else if (gauges.group(2).contains("websocket")) {
                connections += value;
            }
        }
        Path process = Path.of("/proc/" + server.pid());
        long sockets;
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            sockets = files.filter(LabRun::isSocket).count();
        }
        long threads = Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line -> Long.parseLong(line.substring(8).strip())).sum();
        return new Event.Holdings(System.nanoTime(), before, connections, subscriptions, sockets,
                threads);
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    /// A server with a data directory, for runs.
    static ServerProcess server(Path directory, Path data, Map<String, String> environment,
            String config) throws IOException {
        Path file = Files.writeString(directory.resolve("tidings.yaml"), config);
        return ServerProcess.prepare(directory, data, environment, "-c", file.toString());
    }

    @Override
    public void close() {
        scene.stopPublishing();
        scene.end();
        subscribers.forEach(Subscriber::close);
        http.close();
        history.close();
    }
}
