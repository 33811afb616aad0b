package tidings.core.channel;

/// Who hears what became of a publish, once.
@FunctionalInterface
public interface PublishReply {
    void onOutcome(PublishOutcome outcome);
}
