package tidings.system.lab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidings.system.lab.history.MessageId;

class ParcelTest {
    private static final MessageId ID = new MessageId(1, 2, 7);
    private final String text = Parcel.make("run", "room", ID, 16).text();

    @Test
    void describesItself() {
        assertThat(Parcel.open(text, "run", "room")).isEqualTo(new Parcel.Opened(ID, true));
    }

    @Test
    void anotherChannelsOrRunsIsNotWhole() {
        assertThat(Parcel.open(text, "run", "other").whole()).isFalse();
        assertThat(Parcel.open(text, "earlier", "room").whole()).isFalse();
    }

    @Test
    void oneChangedCharacterIsSeen() {
        assertThat(Parcel.open(text.replace("xxxx", "xxyx"), "run", "room"))
                .isEqualTo(new Parcel.Opened(ID, false));
        assertThat(Parcel.open(text.replace("\"prev\":6", "\"prev\":5"), "run", "room").whole())
                .isFalse();
    }

    @Test
    void whatIsNoMessageOfOursHasNoId() {
        assertThat(Parcel.open("[1]", "run", "room")).isEqualTo(new Parcel.Opened(null, false));
        assertThat(Parcel.open("{", "run", "room")).isEqualTo(new Parcel.Opened(null, false));
    }
}
