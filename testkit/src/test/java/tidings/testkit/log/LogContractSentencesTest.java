package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogContractSentencesTest {
    private static final Path LOG = Path.of("..", "log", "src", "main", "java", "tidings", "log",
            "Log.java");
    private static final Pattern HEADING = Pattern.compile("/// ## (.+)");
    private static final Pattern NUMBERED = Pattern.compile("/// (\\d+)\\. .+");

    @Test
    void everySentenceHasItsTestAndEveryTestItsSentence() throws IOException {
        assertThat(tested()).containsExactlyInAnyOrderElementsOf(sentences());
    }

    private static List<String> sentences() throws IOException {
        List<String> sentences = new ArrayList<>();
        String heading = "";
        for (String line : Files.readAllLines(LOG)) {
            Matcher newHeading = HEADING.matcher(line);
            Matcher numbered = NUMBERED.matcher(line);
            if (newHeading.matches()) {
                heading = newHeading.group(1);
            } else if (numbered.matches()) {
                sentences.add(heading + " " + numbered.group(1));
            }
        }
        return sentences;
    }

    private static List<String> tested() {
        return Stream.of(LogEngineContract.class, ReadingContract.class, ScanContract.class,
                TablesContract.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .map(m -> m.getAnnotation(Sentence.class)).filter(Objects::nonNull)
                .map(Sentence::value).toList();
    }
}
