package dev.kagzi.server.run;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lists runs, newest first. Each filter that can be few has an index that gives its runs in the order of the list; what no index
 * decides is decided run by run, for so many runs per page and no more.
 */
@Component
class RunLists {

    private static final int NEWEST = 200;

    private final RunListRepository lists;
    private final WorkflowRegistry workflows;

    RunLists(RunListRepository lists, WorkflowRegistry workflows) {
        this.lists = lists;
        this.workflows = workflows;
    }

    /** A page may hold less than its limit, or nothing, and still have a next one. */
    Page<Run> list(UUID namespaceId, RunFilter filter, PageRequest page) {
        RunRange range = RunRange.of(namespaceId, filter, RunPlace.before(page));
        int limit = page.limit() + 1;
        if (filter.isOfFew()) {
            return examine(filter, range, page);
        }
        return page.page(
                lists.inStatus(range, names(namespaceId, filter.workflow()), filter.statuses(), limit), RunPlace::keys);
    }

    /** The newest run under each name that one of these workflows has or had and that has failed. */
    List<Run> lastFailures(UUID namespaceId, Collection<String> names) {
        List<String> stored = names.stream()
                .flatMap(name ->
                        workflows.find(namespaceId, name).map(KnownWorkflow::names).orElse(List.of(name)).stream())
                .toList();
        return lists.newestOfEach(RunRange.all(namespaceId), stored, RunStatus.FAILED);
    }

    /** The largest input or output of each workflow among the newest 200 runs, in bytes, by the name it is stored under. */
    Map<String, Integer> largestPayloads(UUID namespaceId) {
        List<Run> newest = list(namespaceId, RunFilter.ALL, PageRequest.of(List.of("newest"), NEWEST, null))
                .items();
        return lists.largestPayloads(
                namespaceId, newest.stream().map(Run::runId).toList());
    }

    /** Walks the runs with the id, of the parent or schedule, or with one of the tags, and keeps those that fit. */
    private Page<Run> examine(RunFilter filter, RunRange range, PageRequest page) {
        RunListRepository.Wanted wanted =
                RunListRepository.Wanted.of(filter, names(range.namespaceId(), filter.workflow()));
        RunPlace end = lists.windowEnd(range, wanted);
        List<Run> found = lists.examined(range.downTo(end), wanted, page.limit() + 1);
        return found.size() > page.limit() ? page.page(found, RunPlace::keys) : page.pageUntil(found, keys(end));
    }

    private static @Nullable List<String> keys(@Nullable RunPlace end) {
        return end == null ? null : end.keys();
    }

    private @Nullable List<String> names(UUID namespaceId, @Nullable String name) {
        return name == null
                ? null
                : workflows.find(namespaceId, name).map(KnownWorkflow::names).orElse(List.of(name));
    }
}
