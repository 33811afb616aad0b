package tidings.core.fanout;

/// A member came or went.
public sealed interface MemberEvent {
    Member member();

    record Joined(Member member) implements MemberEvent {}

    record Left(Member member) implements MemberEvent {}
}
