package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The pages that the types of problems lead to, for those who cannot reach where they are published. */
@RestController
class ProblemPageController {

    /** Text that a browser shows, where it would save Markdown. */
    private static final MediaType TEXT = MediaType.valueOf("text/plain;charset=UTF-8");

    @GetMapping("/problems/{code:[a-z-]+}")
    ResponseEntity<Resource> page(@PathVariable String code) {
        Resource page = new ClassPathResource("problems/" + code + ".md");
        if (!page.exists()) {
            throw new ProblemException(ProblemCode.NOT_FOUND, "There is no problem '" + code + "'.");
        }
        return ResponseEntity.ok().contentType(TEXT).body(page);
    }
}
