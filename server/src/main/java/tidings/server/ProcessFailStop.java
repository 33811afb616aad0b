package tidings.server;

import java.lang.System.Logger.Level;
import tidings.log.FailStop;

/// The end of this process, with its reason: what is in memory can't be trusted any more, so
/// nothing is tidied up, and what was acknowledged is on the disk.
public final class ProcessFailStop implements FailStop {
    public static final int EXIT_CODE = 70;

    private static final System.Logger LOG = System.getLogger("tidings");

    @Override
    public void stop(String reason, Throwable cause) {
        try {
            LOG.log(Level.ERROR, "stopping at once: " + reason + " (" + cause + ")", cause);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
