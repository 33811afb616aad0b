/// `tidings serve|pub|sub|…`: one class per command. Results go to stdout, all else to stderr;
/// every error says what to try next; exit codes are in [tidings.cli.ExitCode].
@NullMarked
package tidings.cli;

import org.jspecify.annotations.NullMarked;
