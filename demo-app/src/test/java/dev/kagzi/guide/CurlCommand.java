package dev.kagzi.guide;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A call of curl in a page. Of curl's options it knows those that the pages use. */
record CurlCommand(String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** All of a page that ask the API. */
    static List<CurlCommand> of(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .flatMap(block -> block.group(1).replaceAll("\\\\\\n\\s*", "").lines())
                .filter(line -> line.startsWith("curl ") && line.contains("/api/v1/"))
                .map(CurlCommand::new)
                .toList();
    }

    /** The request to another server, and about a run that it has. */
    HttpRequest.Builder request(String server, String runId) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = "GET";
        String body = null;
        Iterator<String> words = words().iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "curl", "-N" -> {}
                case "-X" -> method = words.next();
                case "-d" -> body = words.next();
                case "-H" -> {
                    String[] header = words.next().split(": ", 2);
                    request.header(header[0], header[1]);
                }
                default ->
                    request.uri(URI.create(
                            word.replace("http://localhost:7070", server).replace("$RUN", runId)));
            }
        }
        return request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private List<String> words() {
        return WORD.matcher(text)
                .results()
                .map(word -> Stream.of(word.group(1), word.group(2), word.group(3))
                        .filter(part -> part != null)
                        .collect(Collectors.joining()))
                .toList();
    }
}
