package tidings.system.lab.driver;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.MessageId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A message that describes itself: whoever gets it knows whether it is whole, of this run and in
/// the right channel, and which one came before it, without believing the server.
///
/// @param previous n of the same publisher's last message in the channel; 0 for none
public record Parcel(String run, String channel, MessageId id, long previous, long sentNs,
        String filler) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /// What encoders and decoders of text get wrong.
    private static final String ODDITIES = "\"\\/\n\t\u0001é☺\ud83c\udf0d<&";

    /// @param fillerChars how long it is made, about
    public static Parcel make(String run, String channel, MessageId id, int fillerChars) {
        String filler = fillerChars % 8 == 0
                ? ODDITIES + "x".repeat(fillerChars)
                : Character.toString('a' + fillerChars % 26).repeat(fillerChars);
        return new Parcel(run, channel, id, id.n() - 1, System.nanoTime(), filler);
    }

    /// A JSON object.
    public String text() {
        return JSON.writeValueAsString(JSON.createObjectNode().put("run", run)
                .put("ch", channel).put("id", id.toString()).put("prev", previous)
                .put("t", sentNs).put("filler", filler).put("crc", checksum()));
    }

    private long checksum() {
        CRC32C crc = new CRC32C();
        crc.update("%s|%s|%s|%d|%d|%s".formatted(run, channel, id, previous, sentNs, filler)
                .getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /// What somebody got.
    ///
    /// @param id null if it can't be read
    public record Opened(@Nullable MessageId id, boolean whole) {}

    /// Looks at a message that came in a channel of a run.
    public static Opened open(String text, String run, String channel) {
        try {
            return open(JSON.readTree(text), run, channel);
        } catch (JacksonException e) {
            return new Opened(null, false);
        }
    }

    public static Opened open(JsonNode in, String run, String channel) {
        try {
            Parcel parcel = new Parcel(in.path("run").asString(""), in.path("ch").asString(""),
                    MessageId.parse(in.path("id").asString("")), in.path("prev").asLong(0),
                    in.path("t").asLong(0), in.path("filler").asString(""));
            boolean whole = parcel.checksum() == in.path("crc").asLong(0)
                    && parcel.run().equals(run) && parcel.channel().equals(channel)
                    && parcel.previous() == parcel.id().n() - 1;
            return new Opened(parcel.id(), whole);
        } catch (IllegalArgumentException e) {
            return new Opened(null, false);
        }
    }
}
