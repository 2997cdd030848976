package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.run.RunTransitions.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunLifecyclePageTests {

    private static final Pattern ARROW = Pattern.compile("^ +(\\S+) --> (\\w+) : (\\w+),", Pattern.MULTILINE);
    private static final Pattern END = Pattern.compile("^ +(\\w+) --> \\[\\*]$", Pattern.MULTILINE);

    @Test
    void pictureShowsEveryChangeOfStatusAndNoOther() throws IOException {
        assertThat(arrows()).isEqualTo(RunTransitions.legal());
    }

    @Test
    void pictureAndTableKnowEveryStatus() throws IOException {
        Set<RunStatus> ends = new HashSet<>();
        Matcher end = END.matcher(page());
        while (end.find()) {
            ends.add(RunStatus.valueOf(end.group(1)));
        }
        for (RunStatus status : RunStatus.values()) {
            assertThat(page()).contains("| `" + status + "` |");
            assertThat(ends.contains(status)).isEqualTo(status.isFinal());
        }
    }

    private static Set<Transition> arrows() throws IOException {
        Set<Transition> arrows = new HashSet<>();
        Matcher arrow = ARROW.matcher(page());
        while (arrow.find()) {
            RunStatus from = arrow.group(1).equals("[*]") ? null : RunStatus.valueOf(arrow.group(1));
            Actor actor = Actor.valueOf(arrow.group(3).toUpperCase(Locale.ROOT));
            arrows.add(new Transition(from, RunStatus.valueOf(arrow.group(2)), actor));
        }
        return arrows;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/run-lifecycle.md"));
    }
}
