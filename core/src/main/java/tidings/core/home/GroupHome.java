package tidings.core.home;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.filter.Assignment;
import tidings.core.filter.FilterServices;
import tidings.core.filter.Group;
import tidings.core.filter.GroupJournal;
import tidings.core.filter.GroupSession;
import tidings.core.filter.InFlight;
import tidings.core.filter.SessionState;
import tidings.core.loop.Loop;
import tidings.log.Log;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.WriteAnswer;

/// The groups of shared subscriptions that are at home in one shard, on that shard's loop.
@OwnedBy(Owner.LOOP)
final class GroupHome {
    private final int shard;
    private final Loop loop;
    private final Log log;
    private final FilterServices services;
    private final Map<String, GroupSession> groups = new HashMap<>();

    /// @param services of the shard's loop
    GroupHome(int shard, FilterServices services) {
        this.shard = shard;
        this.loop = services.loop();
        this.log = services.log();
        this.services = services;
    }

    /// A group of an earlier life of this process.
    ///
    /// @param holders clients of sessions that hold it
    void onRestored(String text, SessionState state, Set<String> holders) {
        open(text, state, holders);
    }

    private GroupSession open(String text, SessionState state, Set<String> holders) {
        GroupSession group = new GroupSession(services, text, Group.filterOf(text), state,
                holders,
                journalOf(text), () -> groups.remove(text));
        groups.put(text, group);
        group.open();
        return group;
    }

    /// Of groups that nobody holds any more.
    void forget(String text) {
        journalOf(text).remove();
    }

    private GroupJournal journalOf(String text) {
        byte[] key = SessionTables.sessionKey(text);
        return new GroupJournal() {
            @Override
            public void save(SessionState state, Consumer<Boolean> then) {
                GroupRecord record = new GroupRecord(text, log.incarnation(), state);
                log.write(shard, List.of(SessionTables.put(SessionTables.GROUPS, key,
                        RecordCodec.encode(record)))).whenComplete((answer, _) -> loop
                                .execute(() -> then.accept(answer instanceof WriteAnswer.Written)));
            }

            @Override
            public void remove() {
                log.write(shard, List.of(SessionTables.removed(SessionTables.GROUPS, key)));
            }
        };
    }

    /// @param then called on this loop once all groups are on disk as they are now
    void onSettle(Runnable then) {
        int[] left = {1 + groups.size()};
        Runnable one = () -> {
            if (--left[0] == 0) {
                then.run();
            }
        };
        groups.values().forEach(group -> group.execute(open -> open.save(one)));
        one.run();
    }

    /// A group as its sharers speak to it.
    Group of(String text) {
        return new Group() {
            @Override
            public void join(Sharer sharer, int qos, Runnable joined) {
                loop.execute(() -> {
                    GroupSession known = groups.get(text);
                    (known == null ? open(text, SessionState.NEW, Set.of()) : known)
                            .execute(group -> {
                                if (group.ended()) {
                                    join(sharer, qos, joined);
                                } else {
                                    group.join(sharer, qos, joined);
                                }
                            });
                });
            }

            @Override
            public void leave(Sharer sharer, Set<Integer> kept, Runnable left) {
                answering(sharer.loop(), left, group -> group.leave(sharer, kept));
            }

            @Override
            public void quit(Sharer sharer, Set<Integer> begun) {
                ifThere(group -> group.quit(sharer, begun));
            }

            @Override
            public void end(String client, Loop asking, Runnable ended) {
                answering(asking, ended, group -> group.end(client));
            }

            @Override
            public void done(Sharer sharer, Assignment assignment) {
                ifThere(group -> group.done(sharer, assignment));
            }

            @Override
            public void refuse(Sharer sharer, Assignment assignment) {
                ifThere(group -> group.refuse(sharer, assignment));
            }

            @Override
            public void take(String client, InFlight one, Loop asking,
                    Consumer<Boolean> taken) {
                loop.execute(() -> {
                    GroupSession group = groups.get(text);
                    if (group == null) {
                        asking.execute(() -> taken.accept(true));
                    } else {
                        group.execute(open -> open.take(client, one, asking, taken));
                    }
                });
            }

            private void answering(Loop asking, Runnable answer, Consumer<GroupSession> what) {
                loop.execute(() -> {
                    GroupSession group = groups.get(text);
                    if (group == null) {
                        asking.execute(answer);
                    } else {
                        group.execute(open -> {
                            what.accept(open);
                            asking.execute(answer);
                        });
                    }
                });
            }

            private void ifThere(Consumer<GroupSession> what) {
                loop.execute(() -> {
                    @Nullable
                    GroupSession group = groups.get(text);
                    if (group != null) {
                        group.execute(what);
                    }
                });
            }
        };
    }
}
