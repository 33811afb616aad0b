package tidings.testkit.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Signs certificates, with the JDK's keytool.
public final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String CA = "ca";

    private final Path folder;
    private final Path store;
    private int issued;

    private TestAuthority(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("authority.p12");
    }

    /// A certificate, with its chain, and its key, in files of PEM.
    public record Issued(String alias, Path certificate, Path key, X509Certificate first) {}

    /// @param folder a fresh one of its own
    public static TestAuthority make(Path folder) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        TestAuthority authority = new TestAuthority(folder);
        authority.keytool("-alias", CA, "-dname", "CN=Test authority", "-ext", "bc:c");
        Files.writeString(authority.certificate(),
                pem("CERTIFICATE", authority.load().getCertificate(CA).getEncoded()));
        return authority;
    }

    /// Its own, which those who trust it have.
    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    /// @param subject as `CN=device-7, O=Works`; the certificate is good for localhost too
    public Issued issue(String subject) throws IOException, GeneralSecurityException {
        String alias = "c" + ++issued;
        keytool("-alias", alias, "-dname", subject, "-signer", CA, "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        KeyStore entries = load();
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : entries.getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Key key = entries.getKey(alias, PASSWORD);
        return new Issued(alias, Files.writeString(folder.resolve(alias + ".crt"), chain),
                Files.writeString(folder.resolve(alias + ".key"),
                        pem("PRIVATE KEY", key.getEncoded())),
                (X509Certificate) entries.getCertificate(alias));
    }

    /// For somebody who trusts this authority.
    ///
    /// @param own what it shows; null for nothing
    public SSLContext context(@Nullable Issued own) throws IOException, GeneralSecurityException {
        return context(own, this);
    }

    /// @param issuer of what it shows
    public SSLContext context(@Nullable Issued own, TestAuthority issuer)
            throws IOException, GeneralSecurityException {
        KeyStore all = issuer.load();
        KeyStore trusted = empty();
        trusted.setCertificateEntry(CA, load().getCertificate(CA));
        TrustManagerFactory trust = TrustManagerFactory
                .getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore shown = empty();
        if (own != null) {
            shown.setKeyEntry(own.alias(), all.getKey(own.alias(), PASSWORD), PASSWORD,
                    all.getCertificateChain(own.alias()));
        }
        KeyManagerFactory keys = KeyManagerFactory
                .getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(shown, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    private void keytool(String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity",
                        "30", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
                        new String(PASSWORD)));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der) + "\n-----END "
                + label + "-----\n";
    }
}
