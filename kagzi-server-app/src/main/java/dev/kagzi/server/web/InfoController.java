package dev.kagzi.server.web;

import dev.kagzi.protocol.ServerVersion;
import dev.kagzi.protocol.ServerVersion.ApiRange;
import dev.kagzi.protocol.ServerVersion.Build;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says which server this is. */
@RestController
class InfoController {

    private static final ApiRange API = new ApiRange(1, 1);

    private final ServerVersion version;

    InfoController(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
        this.version = version(build.getIfAvailable(), git.getIfAvailable());
    }

    private static ServerVersion version(@Nullable BuildProperties build, @Nullable GitProperties git) {
        String version = build == null ? null : build.getVersion();
        Build source = git == null ? new Build(null, null) : new Build(git.getCommitId(), git.getCommitTime());
        return new ServerVersion(version == null ? "unknown" : version, API, source);
    }

    /** Shows the version of the server, the versions of the API it speaks, and what it was built from. */
    @GetMapping("/api/v1/info")
    ServerVersion getInfo() {
        return version;
    }
}
