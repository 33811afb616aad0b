package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.testkit.tls.TestAuthority;
import tidings.testkit.tls.TestAuthority.Issued;

class TlsKeysTest {
    @TempDir
    static Path authorityFolder;
    private static TestAuthority authority;
    private static Issued first;
    private static Issued second;

    @TempDir
    Path folder;
    private Path certificate;
    private Path key;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = TestAuthority.make(authorityFolder.resolve("ca"));
        first = authority.issue("CN=first");
        second = authority.issue("CN=second");
    }

    @BeforeEach
    void copyCertificate() throws Exception {
        certificate = folder.resolve("server.crt");
        key = folder.resolve("server.key");
        put(first);
    }

    private void put(Issued issued) throws Exception {
        Files.copy(issued.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(issued.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private TlsKeys open() throws TlsException {
        return TlsKeys.open(new TlsSettings(certificate, key, null), "mqtt");
    }

    @Test
    void aChangedCertificateIsShownFromThenOn() throws Exception {
        TlsKeys keys = open();
        assertThat(shownBy(keys)).isEqualTo(first.first());
        keys.reload();
        assertThat(shownBy(keys)).isEqualTo(first.first());
        put(second);
        keys.reload();
        assertThat(shownBy(keys)).isEqualTo(second.first());
    }

    @Test
    void whatCannotBeUsedChangesNothing() throws Exception {
        TlsKeys keys = open();
        Files.writeString(key, "half of it");
        keys.reload();
        assertThat(shownBy(keys)).isEqualTo(first.first());
        Files.delete(certificate);
        keys.reload();
        assertThat(shownBy(keys)).isEqualTo(first.first());
        put(second);
        keys.reload();
        assertThat(shownBy(keys)).isEqualTo(second.first());
    }

    @Test
    void whoDoesNotFinishTheHandshakeIsGoneAfterTenSeconds() throws Exception {
        SslHandler handler = open().newHandler(UnpooledByteBufAllocator.DEFAULT);
        assertThat(handler.getHandshakeTimeoutMillis()).isEqualTo(10_000);
        assertThat(handler.engine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2",
                "TLSv1.3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -----BEGIN RSA PRIVATE KEY-----       | RSA PRIVATE KEY, which is not read here; `openssl pkcs8
            -----BEGIN EC PRIVATE KEY-----        | EC PRIVATE KEY, which
            -----BEGIN ENCRYPTED PRIVATE KEY----- | ENCRYPTED PRIVATE KEY, which
            nothing                               | no private key in PEM
            -----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY----- | no RSA, EC or Ed25519
            -----BEGIN PRIVATE KEY-----A-----END PRIVATE KEY-----    | its key can't be read
            """)
    void aKeyThatCannotBeUsedIsNamed(String text, String said) throws Exception {
        Files.writeString(key, text);
        assertThatThrownBy(this::open).isInstanceOf(TlsException.class)
                .hasMessageStartingWith(key + ": ").hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing                                                  | no certificate in PEM
            -----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE----- | certificate 1 in it can't be read
            """)
    void aCertificateThatCannotBeUsedIsNamed(String text, String said) throws Exception {
        Files.writeString(certificate, text);
        assertThatThrownBy(this::open).isInstanceOf(TlsException.class)
                .hasMessageStartingWith(certificate + ": ").hasMessageContaining(said);
    }

    @Test
    void aMissingFileAndAForeignKeyAreNamed() throws Exception {
        assertThatThrownBy(() -> TlsKeys.open(
                new TlsSettings(certificate, key, folder.resolve("ca.crt")), "mqtt"))
                .hasMessage(folder.resolve("ca.crt") + ": no such file");
        Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::open).hasMessageStartingWith(key + ": ")
                .hasMessageContaining("not that of the first certificate in " + certificate);
    }

    /// By a handshake in memory.
    private static X509Certificate shownBy(TlsKeys keys) throws Exception {
        SSLEngine server = keys.newHandler(UnpooledByteBufAllocator.DEFAULT).engine();
        SSLEngine client = authority.context(null).createSSLEngine("localhost", 1);
        client.setUseClientMode(true);
        ByteBuffer toServer = ByteBuffer.allocate(1 << 17).flip();
        ByteBuffer toClient = ByteBuffer.allocate(1 << 17).flip();
        client.beginHandshake();
        while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
        }
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    /// Whatever one side can do now.
    private static void step(SSLEngine side, ByteBuffer out, ByteBuffer in) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        boolean moved = true;
        while (moved) {
            if (side.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                side.getDelegatedTask().run();
                continue;
            }
            if (side.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    || side.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                out.compact();
                moved = side.wrap(nothing, out).bytesProduced() > 0;
                out.flip();
            } else {
                moved = side.unwrap(in, ByteBuffer.allocate(1 << 15)).bytesConsumed() > 0;
            }
        }
    }
}
