package tidings.cli;

/// From where a subscription begins.
sealed interface Since {
    record Now() implements Since {}

    record All() implements Since {}

    record Last(int count) implements Since {}

    record After(String position) implements Since {}

    /// @throws IllegalArgumentException saying how it is written
    static Since parse(String text) {
        if (text.equals("all")) {
            return new All();
        }
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= HistoryPages.LIMIT_MAX) {
            return new Last(Integer.parseInt(text));
        }
        if (text.matches("[^:]+:[0-9]{1,18}")) {
            return new After(text);
        }
        throw new IllegalArgumentException(("--since is `all`, a number of entries up to %d, or a"
                + " position as EPOCH:OFFSET, not '%s'").formatted(HistoryPages.LIMIT_MAX, text));
    }
}
