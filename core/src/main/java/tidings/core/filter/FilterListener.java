package tidings.core.filter;

/// The conversation that a filter session belongs to; on its loop. Only [#onChanged] may come from
/// within a call to the session, and in the middle of a step: what has changed is seen in a task of
/// its own.
public interface FilterListener {
    /// Something of the session threw: end the connection.
    void onFailed(RuntimeException cause);

    /// Messages that the session should have got are no longer kept.
    ///
    /// @param count how many, some of which may not have been meant for it;
    ///     [SessionState#UNKNOWN] if nobody knows
    void onGap(long count);

    /// Something was sent that is to be acknowledged, or that was: the session's record is not what was saved.
    void onChanged();
}
