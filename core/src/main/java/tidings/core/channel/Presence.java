package tidings.core.channel;

import java.util.List;
import tidings.core.fanout.Member;

/// Who is present in a channel at one moment.
public record Presence(List<Member> members) {
    /// Different users among them; all anonymous members are one.
    public int userCount() {
        return (int) members.stream().map(member -> member.shown().user()).distinct().count();
    }
}
