package tidings.system.lab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.system.lab.history.Event.Stage;

/// A checker that is told of a timeout as a failure lies.
class AnswersTest {
    @ParameterizedTest
    @CsvSource({"200, OK", "400, FAIL", "403, FAIL", "404, FAIL", "413, FAIL", "422, FAIL",
            "429, FAIL", "507, FAIL", "500, INFO", "502, INFO", "503, INFO", "504, INFO",
            "301, INFO"})
    void aStatusSaysAtMostWhatItSays(int status, Stage stage) {
        assertThat(Answers.ofStatus(status)).isEqualTo(stage);
    }

    @ParameterizedTest
    @CsvSource({"100, INFO", "102, FAIL", "103, FAIL", "106, FAIL", "107, FAIL", "111, FAIL"})
    void anErrorOfTheProtocolSaysAtMostWhatItSays(int code, Stage stage) {
        assertThat(Answers.ofError(code)).isEqualTo(stage);
    }

    @Test
    void noAnswerIsNoFailure() {
        assertThat(Answers.ofNone()).isEqualTo(Stage.INFO);
    }
}
