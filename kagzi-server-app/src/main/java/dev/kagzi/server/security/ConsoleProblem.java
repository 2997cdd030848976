package dev.kagzi.server.security;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.ProblemWriter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A problem as a page of the console, where no controller is at hand. */
public final class ConsoleProblem {

    /** Where it is shown. */
    public static final String PATH = "/console/problem";

    /** The attribute of the request that holds the {@link ProblemException}. */
    public static final String ATTRIBUTE = ConsoleProblem.class.getName();

    private static final Logger log = LoggerFactory.getLogger(ConsoleProblem.class);

    private ConsoleProblem() {}

    /** What is told of a failure nobody has foreseen, which the log has as a whole. */
    public static ProblemException failure(HttpServletRequest request, Throwable failure) {
        log.error(
                "A page of the console could not be made. path={}",
                Printable.excerpt(request.getRequestURI()),
                failure);
        return new ProblemException(
                ProblemCode.INTERNAL_ERROR,
                "The server failed to make this page; look for this path in the server's log.");
    }

    static void show(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws ServletException, IOException {
        request.setAttribute(ATTRIBUTE, problem);
        RequestDispatcher dispatcher = request.getRequestDispatcher(PATH);
        if (dispatcher == null) {
            ProblemWriter.write(response, problem.problem());
        } else {
            dispatcher.forward(request, response);
        }
    }
}
