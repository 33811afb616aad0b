package tidings.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page that a test writes. The test fails while the page says something else than the code;
/// run with `-Dtidings.docs=write` it writes the page anew.
public final class ReferencePage {
    private ReferencePage() {}

    /// @param name under `docs/reference`
    public static void verify(String name, String text) {
        verify(Path.of("docs/reference", name), text);
    }

    /// @param path from the checkout
    public static void verify(Path path, String text) {
        Path page = checkout().resolve(path);
        try {
            if ("write".equals(System.getProperty("tidings.docs"))) {
                Files.createDirectories(page.getParent());
                Files.writeString(page, text);
            }
            assertThat(Files.exists(page) ? Files.readString(page) : "")
                    .as("%s is stale: run the test again with -Dtidings.docs=write, and commit it",
                            page)
                    .isEqualTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The checkout that the tests run in.
    public static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("tidings")) || !Files.exists(folder.resolve("test"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("this test needs a checkout around it");
            }
        }
        return folder;
    }

    /// Text as it may stand in a cell of a table.
    public static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
