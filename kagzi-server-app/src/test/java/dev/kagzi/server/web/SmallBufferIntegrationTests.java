package dev.kagzi.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.ServerTest;
import org.apache.coyote.ProtocolHandler;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Requests that wait take less memory than Tomcat's own. */
@ServerTest
class SmallBufferIntegrationTests {

    @Autowired
    private ServletWebServerApplicationContext context;

    @Test
    void theApiIsServedWithSmallBuffers() {
        ProtocolHandler protocol = ((TomcatWebServer) context.getWebServer())
                .getTomcat()
                .getConnector()
                .getProtocolHandler();

        assertThat(protocol).isInstanceOf(SmallBufferProtocol.class);
        SmallBufferProtocol http = (SmallBufferProtocol) protocol;
        assertThat(http.getMaxTrailerSize()).isEqualTo(256);
        assertThat(http.getProperty("socket.appReadBufSize")).isEqualTo("2048");
        assertThat(http.getProperty("socket.appWriteBufSize")).isEqualTo("4096");
    }
}
