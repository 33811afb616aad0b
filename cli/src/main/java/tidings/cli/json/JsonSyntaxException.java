package tidings.cli.json;

/// A text that is no JSON.
public final class JsonSyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    JsonSyntaxException(String message) {
        super(message);
    }
}
