package tidings.core.rule;

/// Who may do what in the channels of a rule.
///
/// @param subscribe [Who#SUBSCRIBERS] makes no sense here and is refused
public record Rights(Who subscribe, Who publish, Who history, Who presence) {
    public static final Rights ALL = new Rights(Who.EVERYBODY, Who.EVERYBODY, Who.EVERYBODY,
            Who.EVERYBODY);

    public Rights {
        if (subscribe == Who.SUBSCRIBERS) {
            throw new IllegalArgumentException(
                    "subscribe can't be for subscribers; say everybody or nobody");
        }
    }
}
