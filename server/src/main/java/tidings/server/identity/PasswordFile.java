package tidings.server.identity;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A file of users: a line `user:hash` each; empty lines and lines that begin with `#` are
/// skipped. Immutable: what was read at one moment.
///
/// @param users in the order of the file
public record PasswordFile(Map<String, PasswordHash> users) {
    private static final int FILE_BYTES_MAX = 64 << 20;
    private static final int PROBLEMS_MAX = 10;
    /// A hash that nobody has the password of, as costly as what [PasswordHash#of] makes.
    private static final PasswordHash NOBODYS = new PasswordHash.Argon2id(19_456, 2, 1,
            new byte[16], new byte[32]);

    /// @throws IdentityException with each line that can't be used
    public static PasswordFile read(Path file) throws IdentityException {
        List<String> lines = lines(file);
        Map<String, PasswordHash> users = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                add(users, line);
            } catch (IllegalArgumentException e) {
                problems.add("%s:%d: %s".formatted(file, i + 1, e.getMessage()));
            }
        }
        if (problems.size() > PROBLEMS_MAX) {
            int more = problems.size() - PROBLEMS_MAX;
            problems = new ArrayList<>(problems.subList(0, PROBLEMS_MAX));
            problems.add("and %d more lines like these".formatted(more));
        }
        if (!problems.isEmpty()) {
            throw new IdentityException(String.join("\n", problems));
        }
        return new PasswordFile(users);
    }

    private static List<String> lines(Path file) throws IdentityException {
        String why;
        try {
            if (Files.size(file) <= FILE_BYTES_MAX) {
                return Files.readAllLines(file);
            }
            why = "it has more than 64 MiB, so it is no password file";
        } catch (NoSuchFileException e) {
            throw new IdentityException(
                    "%s: no such file; `tidings passwd %s USER` makes one".formatted(file, file),
                    e);
        } catch (CharacterCodingException e) {
            why = "it is not UTF-8";
        } catch (IOException e) {
            why = "it can't be read: " + e;
        }
        throw new IdentityException(file + ": " + why);
    }

    private static void add(Map<String, PasswordHash> users, String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a line is user:hash, and this one has no colon");
        }
        String user = line.substring(0, colon);
        checkUser(user);
        if (users.containsKey(user)) {
            throw new IllegalArgumentException("the user '" + user + "' stands twice");
        }
        users.put(user, PasswordHash.parse(line.substring(colon + 1).strip()));
    }

    /// @throws IllegalArgumentException with what is wrong with the name
    public static void checkUser(String user) {
        if (!UserIds.isLegal(user) || user.isEmpty() || user.contains(":")
                || user.startsWith("#") || !user.equals(user.strip())) {
            throw new IllegalArgumentException(("a user's name has 1 to %d bytes, no colon, no"
                    + " control characters, and neither # nor blanks at its ends")
                    .formatted(UserIds.BYTES_MAX));
        }
    }

    /// What a user's password is compared with. Of somebody who isn't there: a hash of the first
    /// one's kind and cost that no password has, so that the time tells nothing.
    PasswordHash hashOf(String user) {
        PasswordHash hash = users.get(user);
        if (hash != null) {
            return hash;
        }
        return users.isEmpty() ? NOBODYS : users.values().iterator().next();
    }

    boolean knows(String user) {
        return users.containsKey(user);
    }

    /// Writes all users, at once or not at all. Only the owner may read a file that this makes.
    /// Comments are not kept.
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        users.forEach((user, hash) -> text.append(user).append(':').append(hash.text())
                .append('\n'));
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        Path fresh = Files.createTempFile(folder, ".passwd", ".tmp");
        try {
            Files.writeString(fresh, text);
            if (Files.exists(absolute)
                    && fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(absolute))));
            }
            try {
                Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(fresh, absolute, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
