package tidings.system.lab.driver;

import tidings.system.lab.history.Event.Stage;

/// What an answer to a publish says about the message. Honest: only a refusal that is made before
/// anything is written is a FAIL; whatever else is not an acknowledgement leaves it unknown.
final class Answers {
    /// Errors of the Centrifuge protocol and of the server API that say no more than "internal":
    /// the log is unavailable, or the outcome is not known.
    private static final int INTERNAL = 100;

    private Answers() {}

    /// Of `POST /c/…`.
    static Stage ofStatus(int status) {
        if (status == 200) {
            return Stage.OK;
        }
        boolean refused = (status >= 400 && status < 500) || status == 507;
        return refused ? Stage.FAIL : Stage.INFO;
    }

    /// Of a Centrifuge command or an `/api` call.
    static Stage ofError(int code) {
        return code == INTERNAL ? Stage.INFO : Stage.FAIL;
    }

    /// A connection that broke, an answer that did not come in time, and one that came after the
    /// power was cut.
    static Stage ofNone() {
        return Stage.INFO;
    }
}
