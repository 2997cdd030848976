package dev.kagzi.guide.undo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The shop's books, in a file that outlives its processes: one line for each call, {@code <what> <pieces> <order> <key>}. Of the calls
 * with one key the first counts.
 */
record Stock(Path file) {

    /** A call that somebody made. */
    record Call(String what, int pieces, String order, String key) {

        private static Call parse(String line) {
            String[] parts = line.split(" ");
            return new Call(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3]);
        }

        private String line() {
            return what + " " + pieces + " " + order + " " + key + "\n";
        }
    }

    synchronized void note(Call call) {
        try {
            Files.writeString(file, call.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Call> calls(String order) {
        try {
            return !Files.exists(file)
                    ? List.of()
                    : Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                            .map(Call::parse)
                            .filter(call -> call.order().equals(order))
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many pieces more or fewer there are for the order, by the calls that count. */
    int balance(String order) {
        List<String> counted = new ArrayList<>();
        int pieces = 0;
        for (Call call : calls(order)) {
            if (!counted.contains(call.key())) {
                counted.add(call.key());
                pieces += call.pieces();
            }
        }
        return pieces;
    }
}
