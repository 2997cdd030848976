package dev.kagzi.server.lease;

import dev.kagzi.server.input.PayloadRules;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.web.RequestReader;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import tools.jackson.databind.json.JsonMapper;

/** What the server writes answers and reads reports with, put together as in the server. */
record ServerSide(JsonMapper mapper, ReportReader reader) {

    static ServerSide create() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Parts.class)) {
            return new ServerSide(context.getBean(JsonMapper.class), context.getBean(ReportReader.class));
        }
    }

    @EnableConfigurationProperties(ServerSettings.class)
    @ComponentScan(
            basePackageClasses = {RequestReader.class, PayloadRules.class, ReportReader.class},
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*\\.(ServerJson|RequestReader|PayloadRules|ReportReader)"))
    private static class Parts {}
}
