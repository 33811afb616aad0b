package tidings.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.server.config.Nearest;
import tidings.server.identity.IdentityException;
import tidings.server.identity.PasswordFile;
import tidings.server.identity.PasswordHash;

/// `tidings passwd FILE USER`
@Command(name = "passwd", description = {"Sets a user's password in a password file.",
        "The password is asked for twice, or is the first line of stdin if that is no terminal. A"
                + " running server reads the file again by itself."})
final class PasswdCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file that identity.passwords names; made if it is missing.")
    Path file = Path.of("passwords");

    @Parameters(index = "1", paramLabel = "USER", description = "Whose.")
    String user = "";

    @Option(names = "--delete", description = "Take the user out instead.")
    boolean delete;

    private final Output output;
    private final InputStream stdin;

    PasswdCommand(Output output) {
        this.output = output;
        this.stdin = System.in;
    }

    @Override
    public Integer call() throws CommandException {
        Map<String, PasswordHash> users = users();
        if (delete) {
            if (users.remove(user) == null) {
                String hint = Nearest.to(user, users.keySet().stream().toList())
                        .map(near -> "did you mean " + near + "?")
                        .orElse("it has %d users".formatted(users.size()));
                throw new CommandException(ExitCode.FAILED,
                        "no user '%s' in %s: %s".formatted(user, file, hint));
            }
        } else {
            checkUser();
            users.put(user, PasswordHash.of(password()));
        }
        try {
            new PasswordFile(users).write(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, ("%s can't be written (%s): is its folder"
                    + " there, and yours?").formatted(file, e), e);
        }
        output.remark(delete
                ? "%s is out of %s".formatted(user, file)
                : "%s is in %s; the server finds it at identity.passwords".formatted(user, file));
        return ExitCode.OK.code();
    }

    private Map<String, PasswordHash> users() throws CommandException {
        if (!delete && !Files.exists(file)) {
            return new LinkedHashMap<>();
        }
        try {
            return new LinkedHashMap<>(PasswordFile.read(file).users());
        } catch (IdentityException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private void checkUser() throws CommandException {
        try {
            PasswordFile.checkUser(user);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private String password() throws CommandException {
        Optional<Console> terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal);
        String password = terminal.isPresent() ? asked(terminal.get()) : firstLine();
        if (password == null || password.isEmpty()) {
            throw new CommandException(ExitCode.FAILED, "no password was given: type one, or send"
                    + " it as a line, as in `tidings passwd FILE USER < secret.txt`");
        }
        if (password.length() > PasswordHash.PASSWORD_CHARS_MAX) {
            throw new CommandException(ExitCode.FAILED, "a password has at most %d characters"
                    .formatted(PasswordHash.PASSWORD_CHARS_MAX));
        }
        return password;
    }

    private static @Nullable String asked(Console console) throws CommandException {
        char[] first = console.readPassword("password: ");
        char[] again = console.readPassword("once more: ");
        if (!Arrays.equals(first, again)) {
            throw new CommandException(ExitCode.FAILED,
                    "these were two different passwords; nothing was changed, try again");
        }
        return first == null ? null : new String(first);
    }

    private @Nullable String firstLine() throws CommandException {
        try {
            return new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8))
                    .readLine();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "stdin can't be read: " + e.getMessage(),
                    e);
        }
    }
}
