package dev.kagzi.server.web;

import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/**
 * HTTP with less of Tomcat's memory for a request: thousands of them wait at once, for runs or for the database. Bodies are read and
 * written as a whole; what is large takes more ways to the socket. Tomcat makes it by its name.
 */
public final class SmallBufferProtocol extends Http11NioProtocol {

    private static final int READ_BYTES = 2 * 1024;
    private static final int WRITE_BYTES = 4 * 1024;
    private static final int TEXT_BYTES = 2 * 1024;

    /** Nobody reads what comes after a body. */
    private static final int TRAILER_BYTES = 256;

    public SmallBufferProtocol() {
        getEndpoint().getSocketProperties().setAppReadBufSize(READ_BYTES);
        getEndpoint().getSocketProperties().setAppWriteBufSize(WRITE_BYTES);
        setMaxTrailerSize(TRAILER_BYTES);
    }

    static void install(TomcatServletWebServerFactory factory) {
        factory.setProtocol(SmallBufferProtocol.class.getName());
    }

    /** Of what is written bit by bit, such as pages. */
    @Override
    public int getDesiredBufferSize() {
        return TEXT_BYTES;
    }
}
