package dev.kagzi.server.console;

import dev.kagzi.server.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;

/** Shows problems on the page they arose on. */
final class FormProblems {

    private FormProblems() {}

    /** The page is shown once more, with what was typed and what is wrong with it. */
    static void show(ProblemException problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.code().status());
        model.addAttribute("problem", ProblemView.of(problem));
    }
}
