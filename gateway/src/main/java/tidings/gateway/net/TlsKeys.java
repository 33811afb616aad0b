package tidings.gateway.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/// What a listener needs for TLS 1.2 and 1.3, as the files are now. Connections that are open keep
/// what they began with.
///
/// Handshakes come from any loop; [#reload] from one thread.
public final class TlsKeys {
    private static final System.Logger LOG = System.getLogger(TlsKeys.class.getName());
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] SAMPLE = {1, 2, 3, 4};

    static {
        // A handshake costs a server more than its client, and a connection may ask for one: the second
        // ends it. The JDK reads this with the first handshake of a server.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final TlsSettings settings;
    private final String protocol;
    private volatile SslContext context;
    /// Of the files when they were last looked at.
    private List<FileStamp> stamps;

    private TlsKeys(TlsSettings settings, String protocol, List<FileStamp> stamps,
            SslContext context) {
        this.settings = settings;
        this.protocol = protocol;
        this.stamps = stamps;
        this.context = context;
    }

    /// @param protocol what is spoken inside, as ALPN names it (RFC 7301); who offers others, or
    ///                 nothing, is served as well
    /// @throws TlsException if a file can't be used
    public static TlsKeys open(TlsSettings settings, String protocol) throws TlsException {
        List<FileStamp> stamps = stamps(settings);
        return new TlsKeys(settings, protocol, stamps, read(settings, protocol));
    }

    /// Reads the files again if one of them has changed. If they can't be used that is said once,
    /// and what was there stays.
    public void reload() {
        List<FileStamp> now = stamps(settings);
        if (now.equals(stamps)) {
            return;
        }
        stamps = now;
        try {
            context = read(settings, protocol);
            LOG.log(Level.INFO, "the certificate was read again: " + settings.certificate());
        } catch (TlsException e) {
            LOG.log(Level.ERROR, "a file of TLS changed and can't be used; the certificate stays as"
                    + " it was: " + e.getMessage());
        }
    }

    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT.toMillis());
        return handler;
    }

    private static List<FileStamp> stamps(TlsSettings settings) {
        List<FileStamp> stamps = new ArrayList<>(
                List.of(FileStamp.of(settings.certificate()), FileStamp.of(settings.key())));
        if (settings.clientCa() != null) {
            stamps.add(FileStamp.of(settings.clientCa()));
        }
        return stamps;
    }

    private static SslContext read(TlsSettings settings, String protocol) throws TlsException {
        X509Certificate[] chain = PemFiles.certificates(settings.certificate());
        PrivateKey key = PemFiles.key(settings.key());
        if (!belongTogether(key, chain[0].getPublicKey())) {
            throw new TlsException(settings.key(),
                    "its key is not that of the first certificate in "
                            + settings.certificate(),
                    null);
        }
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain)
                .sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT, protocol));
        Path clientCa = settings.clientCa();
        if (clientCa != null) {
            builder.trustManager(PemFiles.certificates(clientCa)).clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new TlsException(settings.certificate(), "TLS can't use it: " + e.getMessage(),
                    e);
        }
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey open) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(SAMPLE);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(open);
            checking.update(SAMPLE);
            return checking.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
