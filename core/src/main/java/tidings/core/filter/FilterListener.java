package tidings.core.filter;

/// The conversation that a filter session belongs to; on its loop. Only [#onChanged] may come from
/// within a call to the session.
public interface FilterListener {
    /// Something of the session threw: end the connection.
    void onFailed(RuntimeException cause);

    /// Messages that the session should have got are no longer kept.
    ///
    /// @param count how many, some of which may not have been meant for it;
    ///     [SessionState#UNKNOWN] if nobody knows
    void onGap(long count);

    /// Something is sent that is to be acknowledged, or was acknowledged: the session's record is not
    /// what was saved. It may be in the middle of a step, so what it is now is seen in a later task.
    void onChanged();
}
