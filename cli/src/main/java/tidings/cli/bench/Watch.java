package tidings.cli.bench;

import java.io.IOException;
import java.lang.ProcessHandle;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.MachineUse;
import tidings.cli.bench.system.ProcessUse;

/// Whom to look at while a run measures.
///
/// @param pid of the server; 0 for none
/// @param core that the server is bound to, to see who else uses it; -1 for none
public record Watch(long pid, int core) {
    /// What everybody had used at one moment.
    record Look(long nanos, @Nullable ProcessUse server, ProcessUse own, MachineUse machine) {}

    Look look() throws BenchException {
        try {
            MachineUse machine = MachineUse.now(core);
            ProcessUse own = ProcessUse.of(ProcessHandle.current().pid());
            ProcessUse server = pid == 0 ? null : ProcessUse.of(pid);
            // Last: looking takes a while.
            return new Look(System.nanoTime(), server, own, machine);
        } catch (IOException e) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "process %d can't be watched (%s): is it the server's --pid?".formatted(pid,
                            e.getMessage()),
                    e);
        }
    }

    /// How many cores the server may use; 0 if it is not watched.
    int serverCores() throws BenchException {
        try {
            return pid == 0 ? 0 : ProcessUse.cores(pid);
        } catch (IOException e) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "no process %d to watch: give the server's --pid".formatted(pid), e);
        }
    }
}
