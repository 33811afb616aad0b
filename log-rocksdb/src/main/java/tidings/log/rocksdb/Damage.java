package tidings.log.rocksdb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tidings.log.LogRefusal;

/// What was met that can't be read whole. The reader that meets it is refused; everybody else goes
/// on, and the status says so until somebody looks after it. For any thread.
final class Damage {
    private static final System.Logger LOG = System.getLogger(Damage.class.getName());
    private static final int REMEMBERED_MAX = 20;

    private final List<String> met = new CopyOnWriteArrayList<>();

    LogRefusal met(String what, Throwable cause) {
        String detail = what + " can't be read whole: " + cause.getMessage();
        LOG.log(System.Logger.Level.ERROR, detail, cause);
        if (met.size() < REMEMBERED_MAX && !met.contains(detail)) {
            met.add(detail);
        }
        return new LogRefusal.Damaged(detail);
    }

    List<String> problems() {
        return List.copyOf(met);
    }
}
