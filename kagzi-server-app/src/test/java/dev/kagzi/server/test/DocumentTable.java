package dev.kagzi.server.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table below a heading of a document. */
public final class DocumentTable {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final List<List<String>> rows;

    private DocumentTable(List<List<String>> rows) {
        this.rows = rows;
    }

    /** @param page below {@code docs} */
    public static DocumentTable of(String page, String heading) throws IOException {
        String text = Files.readString(Path.of("../docs").resolve(page));
        String section =
                text.split("(?m)^#+ " + Pattern.quote(heading) + "$", 2)[1].split("(?m)^#", 2)[0];
        return new DocumentTable(section.lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line ->
                        Stream.of(line.split("\\|")).skip(1).map(String::strip).toList())
                .toList());
    }

    /** What stands as code in this column, from 0. */
    public List<String> codes(int column) {
        return rows.stream().flatMap(row -> codes(row.get(column)).stream()).toList();
    }

    /** What stands as code in this column of the row that begins with this one. */
    public List<String> codes(String first, int column) {
        return rows.stream()
                .filter(row -> codes(row.get(0)).contains(first))
                .flatMap(row -> codes(row.get(column)).stream())
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
