package dev.kagzi.server.web;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the description of the API as it is kept beside the code. */
@RestController
class OpenApiController {

    private final Resource document = new ClassPathResource("openapi.json");

    /** Gives this document. */
    @GetMapping(path = "/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    Resource getOpenApi() {
        return document;
    }
}
