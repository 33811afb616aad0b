package tidings.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes the commands, each with the place it speaks to.
final class Commands implements IFactory {
    private final IFactory otherwise = CommandLine.defaultFactory();
    private final Output output;

    Commands(Output output) {
        this.output = output;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            Class<?>[] takes = constructor.getParameterTypes();
            if (takes.length == 1 && takes[0] == Output.class) {
                return type.cast(constructor.newInstance(output));
            }
        }
        return otherwise.create(type);
    }
}
