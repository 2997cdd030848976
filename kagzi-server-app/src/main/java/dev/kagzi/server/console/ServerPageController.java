package dev.kagzi.server.console;

import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.shutdown.OpenRequests;
import dev.kagzi.server.web.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** This server, its database, and what the database knows of other servers. */
@ConsoleController
class ServerPageController {

    private static final int NODES = 200;

    private final ServerNodeRepository repository;
    private final ObjectProvider<OpenRequests> openRequests;
    private final @Nullable String version;
    private final @Nullable String commit;

    ServerPageController(
            ServerNodeRepository repository,
            ObjectProvider<OpenRequests> openRequests,
            ObjectProvider<BuildProperties> build,
            ObjectProvider<GitProperties> git) {
        this.repository = repository;
        this.openRequests = openRequests;
        BuildProperties built = build.getIfAvailable();
        GitProperties source = git.getIfAvailable();
        this.version = built == null ? null : built.getVersion();
        this.commit = source == null ? null : source.getShortCommitId();
    }

    @GetMapping("/admin/servers")
    String listServers(NamespaceId here, HttpServletRequest request, Model model) {
        RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
        model.addAttribute("version", version == null ? "unknown" : version);
        model.addAttribute("commit", commit);
        model.addAttribute("java", Runtime.version().toString());
        model.addAttribute("javaVendor", System.getProperty("java.vendor", ""));
        model.addAttribute("process", process.getName());
        model.addAttribute("startedAt", Instant.ofEpochMilli(process.getStartTime()));
        model.addAttribute("uptime", Duration.ofMillis(process.getUptime()));
        model.addAttribute("open", open());
        boolean isEverywhere = Reach.of(request).isEverywhere();
        model.addAttribute("isEverywhere", isEverywhere);
        if (isEverywhere) {
            addDatabase(model);
        }
        return "admin-servers";
    }

    /** All namespaces are in it. */
    private void addDatabase(Model model) {
        model.addAttribute("database", repository.database());
        model.addAttribute("schema", repository.schema().orElse(null));
        List<ServerNode> nodes = repository.nodes(NODES);
        model.addAttribute("nodes", nodes);
        model.addAttribute("areMore", nodes.size() == NODES);
    }

    /** How many requests of each kind are open. */
    private Map<String, Integer> open() {
        Map<String, Integer> open = new TreeMap<>();
        openRequests.orderedStream().forEach(requests -> open.merge(requests.kind(), requests.open(), Integer::sum));
        return open;
    }
}
