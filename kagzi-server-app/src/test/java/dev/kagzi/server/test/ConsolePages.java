package dev.kagzi.server.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Addresses of all pages of the console, and of the parts that pages fetch, for {@link MillionRuns}. */
public final class ConsolePages {

    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
    private static final Pattern EVENT = Pattern.compile("/events/([0-9a-f-]{36})");
    private static final Pattern KEY = Pattern.compile("/admin/keys/([0-9a-f-]{36})");
    private static final int RUNS_OF_A_PAGE = 50;

    private final MillionRuns runs;
    private final UnaryOperator<String> get;
    private final String base;

    /** @param get gives the body of the page at an address */
    public ConsolePages(MillionRuns runs, UnaryOperator<String> get) {
        this.runs = runs;
        this.get = get;
        this.base = "/console/ns/" + runs.namespace();
    }

    /** Each page once, lists also further on. */
    public List<String> all() {
        return Stream.of(overview(), run(), workflows(), schedules(), events(), admin(), open(), changes())
                .flatMap(pages -> pages)
                .toList();
    }

    private Stream<String> overview() {
        return Stream.concat(
                Stream.of(base), Stream.of("HOUR", "DAY", "WEEK").map(window -> base + "/figures?window=" + window));
    }

    private Stream<String> run() {
        String run = base + "/runs/" + runs.longRun();
        return Stream.of(
                run,
                run + "/row",
                run + "/steps",
                run + "/steps?"
                        + Pattern.compile("cursor=[A-Za-z0-9_-]+")
                                .matcher(get.apply(run + "/steps"))
                                .results()
                                .map(found -> found.group())
                                .findFirst()
                                .orElseThrow(),
                run + "/step?name=charge&occurrence=19990",
                run + "/payload?part=INPUT",
                base + "/runs/" + runs.runAt(3),
                base + "/runs/" + runs.runAt(3) + "/timeline");
    }

    /** What draws the timeline of a run with as many steps as one may have: more than a megabyte. */
    public String largestPicture() {
        return base + "/runs/" + runs.longRun() + "/timeline";
    }

    private Stream<String> workflows() {
        return Stream.of(
                        list("/workflows"),
                        Stream.of("load-3", MillionRuns.OLD_WORKFLOW, "idle-1")
                                .map(workflow -> base + "/workflows/" + workflow),
                        Stream.of(base + "/workflows/load-3/limits", base + "/workflows/load-3/start"))
                .flatMap(pages -> pages);
    }

    private Stream<String> schedules() {
        String schedule = "/schedules/schedule-1";
        return Stream.of(
                        list("/schedules"),
                        list(schedule),
                        Stream.of(
                                base + schedule + "/edit",
                                base + schedule + "/backfill",
                                base + "/new-schedule",
                                base + "/schedule-preview?cron=0+0+2+*+*+*&zone=Europe/Berlin"))
                .flatMap(pages -> pages);
    }

    private Stream<String> events() {
        String newest = first(EVENT, base + "/events");
        return Stream.of(
                        list("/events"),
                        list("/events?name=event-3"),
                        Stream.of(
                                base + "/events?name=event-1&key=key-1",
                                base + "/events?name=nobody",
                                base + "/events/" + newest,
                                base + "/events/" + newest + "/data",
                                base + "/events/send"))
                .flatMap(pages -> pages);
    }

    private Stream<String> admin() {
        String key = first(KEY, base + "/admin/keys");
        return Stream.of(
                        list("/admin/namespaces"),
                        list("/admin/keys"),
                        list("/admin/audit"),
                        Stream.of(
                                base + "/admin/namespaces/" + runs.namespace(),
                                base + "/admin/new-namespace",
                                base + "/admin/keys/" + key,
                                base + "/admin/new-key",
                                base + "/admin/servers"))
                .flatMap(pages -> pages);
    }

    /** Of the namespace with many runs that are not finished, and many workers. */
    private static Stream<String> open() {
        String other = "/console/ns/" + MillionRuns.OPEN_NAMESPACE;
        return Stream.of(
                other,
                other + "/figures",
                other + "/runs",
                other + "/runs?status=PENDING",
                other + "/runs?status=RUNNING&workflow=load-3",
                other + "/runs?status=WAITING&status=NEEDS_ATTENTION",
                other + "/workflows",
                other + "/workflows/load-3",
                other + "/workers");
    }

    private Stream<String> changes() {
        String shown = IntStream.range(0, RUNS_OF_A_PAGE)
                .mapToObj(number -> "run=" + runs.longRun())
                .reduce((one, other) -> one + "&" + other)
                .orElseThrow();
        return Stream.of(
                base + "/states?" + shown,
                base + "/runs/new?since=" + runs.createdAt(MillionRuns.RUNS - 50),
                base + "/runs/new?since=" + runs.createdAt(MillionRuns.RUNS / 2),
                base + "/runs/new?status=FAILED&tag=region:eu&since=" + runs.createdAt(MillionRuns.RUNS / 2));
    }

    /** Runs by every combination of what the page lets filter, without a filter first. */
    public List<String> filtered() {
        String middle = runs.createdAt(MillionRuns.RUNS / 2).toString();
        Instant early = runs.createdAt(MillionRuns.OLD_RUNS + 5);
        List<String> found = List.of(base + "/runs?");
        found = with(found, "", "workflow=load-3&", "workflow=" + MillionRuns.OLD_WORKFLOW + "&");
        found = with(found, "", "status=COMPLETED&", "status=NEEDS_ATTENTION&", "status=FAILED&status=RUNNING&");
        found = with(
                found,
                "",
                "id=id-500000&",
                "tag=region:eu&",
                "tag=region:eu+customer:500000&",
                "schedule=schedule-1&",
                "parent=" + runs.longRun() + "&");
        return with(found, "", "after=" + middle, "before=" + early);
    }

    private static List<String> with(List<String> addresses, String... parameters) {
        return addresses.stream()
                .flatMap(address -> Stream.of(parameters).map(parameter -> address + parameter))
                .toList();
    }

    /** The first pages of a list. */
    private Stream<String> list(String path) {
        return pages(base + path, 3).stream();
    }

    /** This page and those after it, but no more than so many. */
    public List<String> pages(String first, int most) {
        List<String> pages = new ArrayList<>(List.of(first));
        while (pages.size() < most) {
            Matcher next = NEXT.matcher(get.apply(pages.get(pages.size() - 1)));
            if (!next.find()) {
                break;
            }
            pages.add(next.group(1).replace("&amp;", "&"));
        }
        return pages;
    }

    private String first(Pattern pattern, String page) {
        Matcher found = pattern.matcher(get.apply(page));
        if (!found.find()) {
            throw new IllegalStateException("Nothing on " + page);
        }
        return found.group(1);
    }
}
