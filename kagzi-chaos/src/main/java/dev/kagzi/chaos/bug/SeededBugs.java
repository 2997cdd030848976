package dev.kagzi.chaos.bug;

import dev.kagzi.chaos.check.Checker;
import dev.kagzi.chaos.check.Verdict;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.nemesis.Nemesis;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;

/** Runs each seeded bug and says whether the checker caught it. */
public final class SeededBugs {

    private final Nemesis.Options options;
    private final PrintStream out;

    private SeededBugs(Nemesis.Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs those whose name contains {@code only}; true when all of them are caught that can be seen.
     *
     * @param options with the sound jars
     */
    public static boolean run(Nemesis.Options options, String only, PrintStream out) throws IOException, SQLException {
        SeededBugs bugs = new SeededBugs(options, out);
        List<SeededBug> chosen = SeededBug.all().stream()
                .filter(bug -> bug.name().contains(only))
                .toList();
        int caught = 0;
        boolean asExpected = true;
        for (SeededBug bug : chosen) {
            boolean isCaught = bugs.isCaught(bug);
            caught += isCaught ? 1 : 0;
            asExpected &= isCaught || bug.unseen() != null;
        }
        out.println("caught " + caught + " of " + chosen.size());
        return asExpected;
    }

    private boolean isCaught(SeededBug bug) throws IOException, SQLException {
        Path directory = options.directory().resolve(bug.name());
        // What the bodies of an earlier run wrote down would be taken for this one's.
        FileSystemUtils.deleteRecursively(directory);
        Files.createDirectories(directory);
        boolean server = bug.where() == SeededBug.Where.SERVER;
        Path sound = server ? options.serverJar() : options.workerJar();
        Path mutated = mutate(bug, sound, directory);
        Nemesis.Options withBug = new Nemesis.Options(
                options.seed(),
                options.profile(),
                directory,
                server ? mutated : options.serverJar(),
                server ? options.workerJar() : mutated);
        try (PrintStream log = new PrintStream(directory.resolve("nemesis.log").toFile())) {
            Evidence evidence = Nemesis.run(withBug, log);
            return report(bug, Checker.check(evidence));
        } catch (IllegalStateException e) {
            out.println("%-28s NOT RUN: %s".formatted(bug.name(), e.getMessage()));
            return false;
        }
    }

    private boolean report(SeededBug bug, List<Verdict> verdicts) {
        List<Verdict> violated = verdicts.stream()
                .filter(verdict -> !verdict.violations().isEmpty())
                .toList();
        if (violated.isEmpty()) {
            out.println("%-28s NOT CAUGHT%s"
                    .formatted(bug.name(), bug.unseen() == null ? "" : ", as expected: " + bug.unseen()));
            return false;
        }
        out.println("%-28s caught: %s"
                .formatted(
                        bug.name(),
                        violated.stream()
                                .map(verdict -> verdict.invariant() + " ("
                                        + verdict.violations().size() + ")")
                                .collect(Collectors.joining(", "))));
        out.println("    " + violated.get(0).violations().get(0));
        return true;
    }

    static Path mutate(SeededBug bug, Path sound, Path directory) throws IOException {
        Path from = sound;
        for (int i = 0; i < bug.changes().size(); i++) {
            SeededBug.Change change = bug.changes().get(i);
            Path to = directory.resolve("mutated-" + (i + 1) + ".jar");
            MutatedJar.write(from, to, change.className(), change.mutation()::apply);
            from = to;
        }
        return from;
    }
}
