package tidings.core.channel;

import java.util.List;
import tidings.core.fanout.Member;

/// Who is present in a channel at one moment.
///
/// @param userCount different users among them; all anonymous members are one
public record Presence(List<Member> members, int userCount) {
    static final Presence NOBODY = new Presence(List.of(), 0);

    static Presence of(List<Member> members) {
        return new Presence(members,
                (int) members.stream().map(member -> member.shown().user()).distinct().count());
    }
}
