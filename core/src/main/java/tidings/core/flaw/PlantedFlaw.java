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
    FULL_AND_UNTOLD(Where.DOOR),
    /// A connection that is read again forgets what it had read already.
    REST_FORGOTTEN(Where.DOOR),
    /// A refused command counts as unanswered for ever.
    REFUSAL_NOT_COUNTED(Where.DOOR),
    /// A subscribe is answered after what follows its answer.
    REPLY_AFTER_LIVE(Where.DOOR),
    /// A session that had no room goes on after the turn in which it had none.
    TURN_PASSED_OVER(Where.FILTERS),
    /// A session that had no room is given again what it had of that turn.
    TURN_GIVEN_AGAIN(Where.FILTERS),
    /// A retained message that an earlier connection had sent comes again with its subscription.
    STATE_GIVEN_AGAIN(Where.FILTERS),
    /// New messages go out before those that were sent to an earlier connection.
    NEW_BEFORE_RESENT(Where.FILTERS),
    /// What an earlier connection was sent goes out at once, whatever the client takes at a time.
    RESENT_AT_ONCE(Where.FILTERS),
    /// A message of QoS 1 does not wait for those of QoS 2 before it.
    SENT_OUT_OF_ORDER(Where.FILTERS),
    /// A message of QoS 2 goes out before its packet identifier is on disk.
    SENT_BEFORE_NOTED(Where.FILTERS),
    /// A session begins after a crash without what its journal has.
    JOURNAL_NOT_READ(Where.FILTERS),
    /// What was sent and not acknowledged is forgotten when the connection ends.
    WINDOW_FORGOTTEN(Where.FILTERS),
    /// A shard answers about its tail before it is where the question begins.
    TAIL_BEHIND_THE_QUESTION(Where.FILTERS),
    /// A sharer sends a message of QoS 2 that its group may give to another after a crash.
    SENT_BEFORE_TAKEN(Where.FILTERS),
    /// A group begins after a crash without what its sharers have noted.
    TAKEN_NOT_READ(Where.FILTERS),
    /// What a sharer had and did not acknowledge is lost to its group when it goes.
    GONE_WITH_ITS_SHARER(Where.FILTERS);

    private static final @Nullable PlantedFlaw PLANTED = planted(
            System.getProperty("tidings.planted-flaw"));

    private static @Nullable PlantedFlaw planted(@Nullable String name) {
        return name == null ? null : valueOf(name);
    }

    /// What finds it.
    public enum Where {
        /// The simulation of core.
        CORE,
        /// Only a simulation with a gateway, in which it is.
        DOOR,
        /// The simulation of sessions with filters.
        FILTERS
    }

    private final Where where;

    PlantedFlaw() {
        this(Where.CORE);
    }

    PlantedFlaw(Where where) {
        this.where = where;
    }

    public Where where() {
        return where;
    }

    public boolean planted() {
        return PLANTED == this;
    }
}
