package tidings.cli;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.log.FailStop;
import tidings.server.ProcessFailStop;
import tidings.server.StartException;
import tidings.server.TidingsServer;
import tidings.server.config.ConfigFile;
import tidings.server.config.ServerConfig;
import tidings.server.logging.Logging;

/// `tidings serve`
@Command(name = "serve", description = {"Runs a server until it is told to stop.",
        "Without any configuration it listens on this machine only and lets everybody in there."})
final class ServeCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger("tidings");

    @Mixin
    ConfigOptions options = new ConfigOptions();

    @Option(names = "--accept-loss", description = "Open a data directory that has lost acknowledged entries, as far as it can be read; every subscriber is told.")
    boolean acceptLoss;

    private final Output output;

    ServeCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws CommandException {
        ConfigFile file = options.load(acceptLoss);
        ServerConfig config = file.config();
        Logging.configure(config.logging());
        file.remarks().forEach(remark -> LOG.log(Level.WARNING, remark.toString()));
        FailStop failStop = new ProcessFailStop();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> onUncaught(thread, thrown,
                failStop));
        TidingsServer server = start(config, failStop);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        Banner.lines(server, Version.number(), startedIn()).forEach(output::result);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            server.close();
        }
        return ExitCode.OK.code();
    }

    static TidingsServer start(ServerConfig config, FailStop failStop) throws CommandException {
        try {
            return TidingsServer.start(config, failStop);
        } catch (StartException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static void onUncaught(Thread thread, Throwable thrown, FailStop failStop) {
        if (thrown instanceof Error) {
            failStop.stop(thread.getName() + " met an error", thrown);
        } else {
            LOG.log(Level.ERROR, thread.getName() + " ended by an exception", thrown);
        }
    }

    /// In the shutdown hook: SIGTERM or SIGINT has come. A JVM that a signal ends would exit with
    /// 143; what was told to stop and did has not failed.
    private static void stop(TidingsServer server) {
        LOG.log(Level.INFO, "stopping");
        server.close();
        LOG.log(Level.INFO, "stopped");
        Runtime.getRuntime().halt(ExitCode.OK.code());
    }

    private static Duration startedIn() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }
}
