package tidings.log.rocksdb;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;

/// Names of channels by id, as scans met them: else looking them up in the store is most of what a
/// page does that wants nothing. An id means one name as long as its channel is known, so what is
/// remembered stays true until a generation ends and channels are forgotten.
///
/// A name has one place, by its id. Ids are given in turn, so up to [#PLACES] channels never push each
/// other out. For any thread.
final class ChannelNames {
    private record Named(long id, long generation, ChannelName name) {}

    /// Names of 20 characters fill about 10 MB with it.
    private static final int PLACES = 1 << 16;

    private final AtomicReferenceArray<@Nullable Named> places = new AtomicReferenceArray<>(PLACES);
    private final Generation generation;

    ChannelNames(Generation generation) {
        this.generation = generation;
    }

    @Nullable
    ChannelName get(long id) {
        Named named = places.get(placeOf(id));
        return named != null && named.id() == id && named.generation() == generation.present()
                ? named.name()
                : null;
    }

    /// @param asOf the generation before it was read
    void put(long id, long asOf, ChannelName name) {
        places.set(placeOf(id), new Named(id, asOf, name));
    }

    long generation() {
        return generation.present();
    }

    private static int placeOf(long id) {
        return (int) id & (PLACES - 1);
    }
}
