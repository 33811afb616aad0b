package tidings.gateway.centrifuge.wire;

import java.util.List;

/// `HistoryResult`, reply field 11: publications=1, epoch=2, offset=3.
///
/// @param offset of the stream's end
public record HistoryResult(List<Publication> publications, String epoch, long offset)
        implements
            Result {}
