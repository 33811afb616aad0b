package tidings.gateway.api;

import java.util.List;
import tidings.log.NameLimits;

/// @param keys         any of them opens the door; with none, `open` decides
/// @param open         whether everybody may use the API while no key is configured
/// @param bodyBytesMax of one request
/// @param pageBytesMax what the messages in one page of history may weigh
/// @param nodeName     what `info` calls this process
public record ApiSettings(List<String> keys, boolean open, int bodyBytesMax, int pageBytesMax,
        NameLimits names, String nodeName, String version) {
    public static final ApiSettings DEFAULT = new ApiSettings(List.of(), true, 4 << 20, 1 << 20,
            NameLimits.DEFAULT, "tidings", "dev");
}
