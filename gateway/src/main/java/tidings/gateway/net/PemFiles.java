package tidings.gateway.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates and private keys (RFC 7468).
final class PemFiles {
    private static final long FILE_BYTES_MAX = 1 << 20;
    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern KEY = block("PRIVATE KEY");
    private static final Pattern OTHER_KEY = Pattern
            .compile("-----BEGIN ((?:ENCRYPTED|RSA|EC|DSA) PRIVATE KEY)-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    private PemFiles() {}

    private static Pattern block(String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label
                + "-----");
    }

    /// All there are, in their order; at least one.
    static X509Certificate[] certificates(Path file) throws TlsException {
        Matcher blocks = CERTIFICATE.matcher(text(file));
        List<X509Certificate> certificates = new ArrayList<>();
        while (blocks.find()) {
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(decoded(blocks))));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new TlsException(file, "certificate %d in it can't be read: %s".formatted(
                        certificates.size() + 1, e.getMessage()), e);
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsException(file,
                    "no certificate in PEM (-----BEGIN CERTIFICATE-----) is in it", null);
        }
        return certificates.toArray(X509Certificate[]::new);
    }

    static PrivateKey key(Path file) throws TlsException {
        String text = text(file);
        Matcher block = KEY.matcher(text);
        if (!block.find()) {
            Matcher other = OTHER_KEY.matcher(text);
            throw new TlsException(file, other.find()
                    ? ("its key is an %s, which is not read here; `openssl pkcs8 -topk8 -nocrypt"
                            + " -in %s` writes one that is").formatted(other.group(1), file)
                    : "no private key in PEM (-----BEGIN PRIVATE KEY-----) is in it", null);
        }
        try {
            PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(block));
            for (String kind : KINDS) {
                try {
                    return KeyFactory.getInstance(kind).generatePrivate(spec);
                } catch (GeneralSecurityException e) {
                    // Of another kind, perhaps.
                }
            }
        } catch (IllegalArgumentException e) {
            throw new TlsException(file, "its key can't be read: " + e.getMessage(), e);
        }
        throw new TlsException(file, "its key is no RSA, EC or Ed25519 private key", null);
    }

    private static byte[] decoded(Matcher block) {
        return Base64.getMimeDecoder().decode(block.group(1));
    }

    private static String text(Path file) throws TlsException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new TlsException(file, "it has more than 1 MiB, so it is no PEM file", null);
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsException(file, "no such file", e);
        } catch (IOException e) {
            throw new TlsException(file, "it can't be read: " + e, e);
        }
    }
}
