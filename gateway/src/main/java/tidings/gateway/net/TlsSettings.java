package tidings.gateway.net;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a listener shows, and whom it trusts.
///
/// @param certificate PEM: the server's own first, then those between it and its root
/// @param key         PEM: its private key, PKCS #8, not encrypted
/// @param clientCa    PEM: who signs clients' certificates; then each client must show one. Null:
///                    none is asked for
public record TlsSettings(Path certificate, Path key, @Nullable Path clientCa) {}
