package tidings.server.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A configuration that can't be used, with everything that is wrong with it.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // problems are never serialised
    private final List<Problem> problems;

    /// @param found in any order; they are told in the order of their lines
    public ConfigException(List<Problem> found) {
        List<Problem> inOrder = found.stream()
                .sorted(Comparator.comparingInt(problem -> problem.place().line())).toList();
        super(inOrder.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = inOrder;
    }

    public List<Problem> problems() {
        return problems;
    }
}
