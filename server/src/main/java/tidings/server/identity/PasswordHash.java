package tidings.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A password that can be checked and not read: argon2id (RFC 9106) in the PHC string format, or
/// bcrypt as `htpasswd -B` writes it.
public sealed interface PasswordHash {
    /// The longest password that is looked at.
    int PASSWORD_CHARS_MAX = 1_024;

    /// As it stands in a file.
    String text();

    boolean matches(String password);

    /// A new one, argon2id, with a fresh salt.
    static PasswordHash of(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] hash = Argon2id.hash(password, 19_456, 2, 1, salt, 32);
        return new Argon2id(19_456, 2, 1, salt, hash);
    }

    /// @throws IllegalArgumentException with what is wrong with it
    static PasswordHash parse(String text) {
        Matcher argon = Argon2id.FORM.matcher(text);
        if (argon.matches()) {
            return Argon2id.parse(argon);
        }
        Matcher bcrypt = Bcrypt.FORM.matcher(text);
        if (bcrypt.matches()) {
            int cost = Integer.parseInt(bcrypt.group(1));
            if (cost < 4 || cost > Bcrypt.COST_MAX) {
                throw new IllegalArgumentException(
                        "a bcrypt cost is 4 to %d here, not %d".formatted(Bcrypt.COST_MAX, cost));
            }
            return new Bcrypt(text);
        }
        throw new IllegalArgumentException("this is no argon2id or bcrypt hash; write the line with"
                + " `tidings passwd FILE USER`");
    }

    /// @param memoryKb kibibytes
    record Argon2id(int memoryKb, int passes, int lanes, byte[] salt,
            byte[] hash) implements PasswordHash {
        private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),"
                + "t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");
        private static final int MEMORY_KB_MAX = 1 << 18;
        private static final int PASSES_MAX = 20;
        private static final int LANES_MAX = 16;

        private static Argon2id parse(Matcher form) {
            int memory = Integer.parseInt(form.group(1));
            int passes = Integer.parseInt(form.group(2));
            int lanes = Integer.parseInt(form.group(3));
            if (memory < 8 * lanes || memory > MEMORY_KB_MAX || passes < 1 || passes > PASSES_MAX
                    || lanes < 1 || lanes > LANES_MAX) {
                throw new IllegalArgumentException(("an argon2id hash may take m=%d, t=%d, p=%d"
                        + " at most here").formatted(MEMORY_KB_MAX, PASSES_MAX, LANES_MAX));
            }
            return new Argon2id(memory, passes, lanes, Base64.getDecoder().decode(form.group(4)),
                    Base64.getDecoder().decode(form.group(5)));
        }

        private static byte[] hash(String password, int memoryKb, int passes, int lanes,
                byte[] salt, int length) {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(memoryKb)
                    .withIterations(passes).withParallelism(lanes).withSalt(salt).build());
            byte[] hash = new byte[length];
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        }

        @Override
        public String text() {
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(memoryKb, passes, lanes,
                    base64.encodeToString(salt), base64.encodeToString(hash));
        }

        @Override
        public boolean matches(String password) {
            return MessageDigest.isEqual(hash,
                    hash(password, memoryKb, passes, lanes, salt, hash.length));
        }
    }

    record Bcrypt(String text) implements PasswordHash {
        private static final Pattern FORM = Pattern
                .compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");
        private static final int COST_MAX = 15;

        @Override
        public boolean matches(String password) {
            return OpenBSDBCrypt.checkPassword(text, password.getBytes(StandardCharsets.UTF_8));
        }
    }
}
