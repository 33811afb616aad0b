package tidings.server.mqtt;

import java.util.List;

/// Defects that suites and trackers of other MQTT servers show again and again.
final class KnownDefects {
    /// @param number what [Defect] says
    /// @param others what goes wrong elsewhere
    /// @param here what happens with us
    record KnownDefect(int number, String others, String here) {}

    static final List<KnownDefect> ALL = List.of(
            new KnownDefect(1, "Wildcards at the front match topics that begin with `$`, live or"
                    + " when a session catches up.",
                    "They match none: live, retained and after an absence alike."),
            new KnownDefect(2, "What is sent again has no DUP, or another packet identifier.",
                    "It has DUP, its first identifier and its first order, also after a restart of"
                            + " the server; over a `kill -9`, what of QoS 1 was sent more than a"
                            + " second before."),
            new KnownDefect(3, "Overlapping filters give the lower QoS, or a copy for each"
                    + " subscription identifier.",
                    "One PUBLISH with the highest QoS and all identifiers."),
            new KnownDefect(4, "Packets before CONNECT are ignored until a time-out.",
                    "The connection is closed at once."),
            new KnownDefect(5, "The own Receive Maximum is not enforced, or the client's not used"
                    + " up.",
                    "One publish too many ends with 0x93; towards the client as many as it takes, and"
                            + " at most 64, are on their way."),
            new KnownDefect(6, "PUBREL follows a PUBREC that refused; PUBACK is taken for QoS 2.",
                    "A refusal ends the exchange and frees the identifier; an acknowledgement of"
                            + " the wrong kind ends the connection with 0x82."),
            new KnownDefect(7, "Wills come late, twice, after a normal DISCONNECT, not at all after"
                    + " a take-over; expiry is lost over a restart.",
                    "Once, on time, dropped by 0x00, settled before a take-over, kept over a restart"
                            + " (their delay begins anew); a message keeps what is left of its"
                            + " expiry. Whether one may is asked at CONNECT."),
            new KnownDefect(8, "Session present is wrong between the end of a session and the sweep"
                    + " that notices it.",
                    "A session ends when its expiry is over, and is there until then."),
            new KnownDefect(9, "Properties that do not belong or stand twice are accepted; those of"
                    + " wills are lost.",
                    "They end the connection; a will's come out as they went in."),
            new KnownDefect(10, "A client identifier or user name with `+`, `#` or `/` widens a"
                    + " rule that it is put into.",
                    "It owns nothing: it may neither subscribe nor publish, live, by a will or by"
                            + " wildcards."),
            new KnownDefect(11, "One bad command ends an event loop; a malformed `$share` stops a"
                    + " thread.",
                    "It ends its own connection; others on the same loop go on."),
            new KnownDefect(12, "Topics of tens of thousands of levels: recursion, or matching in"
                    + " the square of them.",
                    "Names and filters have at most 32 levels; deeper ones are refused."),
            new KnownDefect(13, "Clients whose identifiers collide in a storage key share a queue.",
                    "Sessions are told apart by every byte of their identifiers."),
            new KnownDefect(14, "Queue limits count messages instead of bytes; queues of absent"
                    + " clients ignore them.",
                    "There is no queue for a client: what it does not take stays in the log, and it"
                            + " reads on from its place."));

    private KnownDefects() {}
}
