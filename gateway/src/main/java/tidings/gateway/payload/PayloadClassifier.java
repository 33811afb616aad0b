package tidings.gateway.payload;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tidings.log.PayloadKind;

/// Decides once, at publish and for every door alike, what a payload is.
///
/// What was declared goes first: `text/…` is text and media are bytes, whatever they look like.
/// Otherwise it is looked at: one valid JSON value; or text, that is UTF-8 without control
/// characters; or bytes. Forms count as not declared, because that is what curl declares by
/// itself. A declaration that is not true (JSON that isn't, text that isn't UTF-8) counts for
/// nothing.
public final class PayloadClassifier {
    private PayloadClassifier() {}

    /// @param contentType as it was declared, with its parameters; null if it was not
    public static PayloadKind classify(byte[] payload, @Nullable String contentType) {
        if (contentType == null) {
            return sniff(payload);
        }
        String type = contentType.strip().toLowerCase(Locale.ROOT);
        if (type.startsWith("text/")) {
            return Utf8.isValid(payload, 0, payload.length) ? PayloadKind.TEXT : PayloadKind.BYTES;
        }
        if (type.startsWith("application/octet-stream") || type.startsWith("image/")
                || type.startsWith("audio/") || type.startsWith("video/")
                || type.startsWith("font/")) {
            return PayloadKind.BYTES;
        }
        return sniff(payload);
    }

    private static PayloadKind sniff(byte[] payload) {
        if (!Utf8.isValid(payload, 0, payload.length)) {
            return PayloadKind.BYTES;
        }
        if (mayBeginJson(payload) && JsonScanner.isJson(payload, 0, payload.length)) {
            return PayloadKind.JSON;
        }
        return hasControls(payload) ? PayloadKind.BYTES : PayloadKind.TEXT;
    }

    /// Spares most text the exception that ends a scan.
    private static boolean mayBeginJson(byte[] payload) {
        for (byte b : payload) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{' || b == '[' || b == '"' || b == '-' || (b >= '0' && b <= '9')
                        || b == 't' || b == 'f' || b == 'n';
            }
        }
        return false;
    }

    private static boolean hasControls(byte[] payload) {
        for (byte b : payload) {
            if ((b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7f) {
                return true;
            }
        }
        return false;
    }
}
