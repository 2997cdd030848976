package dev.kagzi.benchmark.driver;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the answers of one connection together from what has come so far. All of it is ASCII. */
final class AnswerReader {

    private static final String LINE_END = "\r\n";
    private static final String HEAD_END = LINE_END + LINE_END;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)");
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final int STATUS_DIGITS = 3;
    private static final int HEX = 16;

    private final StringBuilder text = new StringBuilder();

    /** The answer, once all of it has come. */
    Optional<HttpAnswer> add(CharSequence more) {
        text.append(more);
        int headEnd = text.indexOf(HEAD_END);
        if (headEnd < 0) {
            return Optional.empty();
        }
        String head = text.substring(0, headEnd).toLowerCase(Locale.ROOT);
        Optional<HttpAnswer> answer = body(head, headEnd + HEAD_END.length())
                .map(body -> new HttpAnswer(Integer.parseInt(head.substring(STATUS, STATUS + STATUS_DIGITS)), body));
        answer.ifPresent(complete -> text.setLength(0));
        return answer;
    }

    private Optional<String> body(String head, int begin) {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            int end = begin + Integer.parseInt(length.group(1));
            return text.length() < end ? Optional.empty() : Optional.of(text.substring(begin, end));
        }
        return head.contains("chunked") ? chunks(begin) : Optional.of("");
    }

    private Optional<String> chunks(int begin) {
        StringBuilder body = new StringBuilder();
        int next = begin;
        while (true) {
            int sizeEnd = text.indexOf(LINE_END, next);
            if (sizeEnd < 0) {
                return Optional.empty();
            }
            int size = Integer.parseInt(text.substring(next, sizeEnd), HEX);
            int chunk = sizeEnd + LINE_END.length();
            next = chunk + size + LINE_END.length();
            if (text.length() < next) {
                return Optional.empty();
            }
            if (size == 0) {
                return Optional.of(body.toString());
            }
            body.append(text, chunk, chunk + size);
        }
    }
}
