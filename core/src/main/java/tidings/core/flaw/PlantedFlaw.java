package tidings.core.flaw;

import org.jspecify.annotations.Nullable;

/// A real mistake, one a JVM, by the system property `tidings.planted-flaw`. A checker that has
/// never failed proves nothing: `PlantedFlawsTest` runs the simulation once with each of these,
/// and each must be found.
///
/// In a server the property is not set, and the JIT leaves nothing of the questions.
public enum PlantedFlaw {
    /// A subscriber that comes back is sent on from one entry too far.
    SKIP_ONE_ON_RESUME,
    /// A join's answer begins with the entry that the subscriber has already.
    DOUBLE_AT_JOIN,
    /// A subscriber whose outbox was full is taken to have got what it refused.
    FULL_COUNTS_AS_SENT,
    /// What a turn collected goes on being collected after a join was answered.
    COLLECT_ACROSS_A_JOIN,
    /// An unsubscribed subscriber stays in its live set.
    LIVE_AFTER_UNSUBSCRIBE,
    /// A recovery that can't be kept is said to be kept.
    LOSS_CALLED_RECOVERED,
    /// An idempotency key gets lost on the way to the log.
    KEY_DROPPED,
    /// A member stays when its subscription ends.
    MEMBER_FORGOTTEN,
    /// A member is announced to its watchers twice.
    JOIN_ANNOUNCED_TWICE,
    /// Somebody who missed member events is not told to look again.
    MISSED_MEMBERS_UNSAID,
    /// A refused publish is appended all the same.
    REFUSED_IS_APPENDED,
    /// A drained connection is forgotten, with what it still has to get.
    DRAINED_AND_FORGOTTEN,
    /// Entries are shown while older ones of their channel are still being read.
    READS_ONE_PAGE_TOO_FEW,
    /// An outbox that said it was full does not say that it has drained.
    FULL_AND_UNTOLD(true),
    /// A connection that is read again forgets what it had read already.
    REST_FORGOTTEN(true),
    /// A refused command counts as unanswered for ever.
    REFUSAL_NOT_COUNTED(true),
    /// A subscribe is answered after what follows its answer.
    REPLY_AFTER_LIVE(true);

    private static final @Nullable PlantedFlaw PLANTED = planted(
            System.getProperty("tidings.planted-flaw"));

    private static @Nullable PlantedFlaw planted(@Nullable String name) {
        return name == null ? null : valueOf(name);
    }

    private final boolean atTheDoor;

    PlantedFlaw() {
        this(false);
    }

    PlantedFlaw(boolean atTheDoor) {
        this.atTheDoor = atTheDoor;
    }

    /// Whether it is in a gateway, so that only a simulation with one can find it.
    public boolean atTheDoor() {
        return atTheDoor;
    }

    public boolean planted() {
        return PLANTED == this;
    }
}
