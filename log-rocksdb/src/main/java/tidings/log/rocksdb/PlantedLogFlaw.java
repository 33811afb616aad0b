package tidings.log.rocksdb;

import org.jspecify.annotations.Nullable;

/// A real mistake of an engine, one a JVM, by the system property `tidings.planted-log-flaw`. A
/// checker that has never failed proves nothing: the crash laboratory runs with each of these, and
/// finds each within three runs. In a server the property is not set, and the JIT leaves nothing
/// of the questions.
public enum PlantedLogFlaw {
    /// Acknowledged once it is written, whatever the disk has of it. Shows in power cuts alone.
    ACK_BEFORE_SYNC,
    /// Shown and acknowledged before it is written. A kill hits the moment between seldom, a power cut
    /// the sync behind it nearly always.
    SHOWN_BEFORE_COMMIT,
    /// A repeat is looked for in the batch that is being built alone.
    KEY_FORGOTTEN,
    /// A repeat is answered with the position after the first one.
    KEY_OFF_BY_ONE,
    /// Loss that was accepted changes no epoch.
    INCARNATION_KEPT_OVER_LOSS,
    /// A store that has lost its end opens as if nothing were missing.
    WITNESS_NOT_ASKED;

    private static final @Nullable PlantedLogFlaw PLANTED = planted(
            System.getProperty("tidings.planted-log-flaw"));

    private static @Nullable PlantedLogFlaw planted(@Nullable String name) {
        return name == null ? null : valueOf(name);
    }

    boolean planted() {
        return PLANTED == this;
    }
}
