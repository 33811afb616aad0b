package tidings.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.TimeZone;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Stops accepting when accepting failed, which is what happens when the process has no file
/// descriptors left: for a second, and until the [DescriptorReserve] is whole again. Connections
/// that are open go on, and new ones wait in the system's backlog.
///
/// A logger that needs a file for the first time just then breaks for good, and the loop ends with
/// it: so what loggers read the time of day with is loaded before, and it is logged seldom.
@OwnedBy(Owner.LOOP)
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(AcceptPause.class.getName());
    private static final long PAUSE_MS = 1000;
    private static final long LOG_EVERY_NS = 60_000_000_000L;

    private final ServerChannel socket;
    private final NettyLoop loop;
    private final DescriptorReserve descriptors;
    private long loggedNs;
    private boolean paused;

    AcceptPause(ServerChannel socket, NettyLoop loop, DescriptorReserve descriptors) {
        this.socket = socket;
        this.loop = loop;
        this.descriptors = descriptors;
        descriptors.watch(() -> loop.execute(this::pause));
        this.loggedNs = loop.monotonicNs() - LOG_EVERY_NS;
        loadTimeZones();
    }

    /// Both are read from files of the JDK, once.
    private static void loadTimeZones() {
        LOG.log(Level.TRACE, "time zone {0}, {1}", TimeZone.getDefault(),
                ZoneId.systemDefault().getRules());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        loop.counters().acceptsFailed++;
        descriptors.release();
        if (cause instanceof Error) {
            loop.onThrown("while it accepted", cause);
        } else if (loop.monotonicNs() - loggedNs >= LOG_EVERY_NS) {
            loggedNs = loop.monotonicNs();
            log(cause);
        }
    }

    private void pause() {
        if (!paused) {
            paused = true;
            socket.config().setAutoRead(false);
            loop.schedule(PAUSE_MS, this::onPauseOver);
        }
    }

    private void onPauseOver() {
        if (descriptors.tryTake()) {
            paused = false;
            socket.config().setAutoRead(true);
        } else {
            loop.schedule(PAUSE_MS, this::onPauseOver);
        }
    }

    private static void log(Throwable cause) {
        LOG.log(Level.WARNING,
                "can''t accept connections for now ({0}): if these are too many open "
                        + "files, raise the limit with ulimit -n",
                cause.getMessage());
    }
}
