package dev.kagzi.server.security;

import java.util.Optional;

/** The addresses of the console: {@code /console/ns/{namespace}/…}, and a few without a namespace. */
final class ConsolePaths {

    static final String ROOT = "/console";
    static final String LOGIN = ROOT + "/login";
    static final String LOGOUT = ROOT + "/logout";
    static final String OIDC = ROOT + "/oidc";
    static final String ASSETS = "/assets/**";

    private static final String NAMESPACES = ROOT + "/ns/";

    private ConsolePaths() {}

    /** The namespace an address of the console is about. */
    static Optional<String> namespace(String path) {
        if (!path.startsWith(NAMESPACES)) {
            return Optional.empty();
        }
        String rest = path.substring(NAMESPACES.length());
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
