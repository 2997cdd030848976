package dev.kagzi.server.console;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.audit.Unaudited;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.security.ConsoleProblem;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** A problem as a page, or as the part of a page that was asked for. */
@Controller("consoleProblemPageController")
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class ProblemPageController {

    private final PageFrame common;

    ProblemPageController(PageFrame common) {
        this.common = common;
    }

    /** What has led here; for an address of no page, that there is none. */
    @RequestMapping({ConsoleProblem.PATH, "/console/**"})
    @Unaudited
    ModelAndView problem(HttpServletRequest request) {
        ProblemException problem = request.getAttribute(ConsoleProblem.ATTRIBUTE) instanceof ProblemException given
                ? given
                : new ProblemException(ProblemCode.NOT_FOUND, "There is no such page.");
        return page(problem, request);
    }

    ModelAndView page(ProblemException problem, HttpServletRequest request) {
        boolean isPart = request.getHeader("HX-Request") != null;
        ModelAndView page = new ModelAndView(isPart ? "problem :: note" : "problem");
        page.setStatus(HttpStatusCode.valueOf(problem.code().status()));
        page.addAllObjects(common.of(request, problem.code()));
        page.addObject("problem", ProblemView.of(problem));
        return page;
    }
}
