package tidings.server.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.gateway.net.TlsSettings;

/// A `tls` section: where TLS is spoken, and with which files.
public record TlsConfig(HostPort listen, TlsSettings settings) {
    /// @return empty if no certificate is named
    static Optional<TlsConfig> read(ConfigReader in, HostPort defaultListen) {
        HostPort listen = in.value("listen", Types.HOST_PORT, defaultListen,
                "Where TLS 1.2 and 1.3 are spoken, once there is a certificate.");
        @Nullable
        Path certificate = path(in, "certificate",
                "A PEM file: the server's certificate first, then those between it and its root."
                        + " All files of TLS are read again when they change. Empty: no TLS.");
        @Nullable
        Path key = path(in, "key",
                "A PEM file: the certificate's private key, as PKCS #8 and not encrypted.");
        @Nullable
        Path clientCa = path(in, "client-ca",
                "A PEM file: who signs clients' certificates. With it each client must show one; who"
                        + " gives neither user name nor token is then the user whom its CN names.");
        if (certificate == null) {
            String stray = key != null ? "key" : "client-ca";
            if (key != null || clientCa != null) {
                in.reject(stray, "means nothing without a certificate");
            }
            return Optional.empty();
        }
        if (key == null) {
            in.reject("certificate", "needs the key that belongs to it");
            return Optional.empty();
        }
        return Optional.of(new TlsConfig(listen, new TlsSettings(certificate, key, clientCa)));
    }

    private static @Nullable Path path(ConfigReader in, String key, String about) {
        return in.value(key, Types.PATH_OR_NONE, Optional.empty(), about).orElse(null);
    }

    /// Whether each client must show a certificate.
    public boolean asksClients() {
        return settings.clientCa() != null;
    }
}
