package dev.kagzi.sample

import java.net.InetAddress
import java.net.ServerSocket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Path
import java.time.Duration
import org.awaitility.Awaitility.await

/** The server as it is delivered, in a process of its own, ready for requests. */
class PackagedServer(directory: Path) : AutoCloseable {

    private val port = freePort()
    private val managementPort = freePort()
    private val process =
        ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "../kagzi-server-app/target/kagzi-server-app.jar",
                "--server.port=$port",
                "--management.server.port=$managementPort",
                "--kagzi.embedded.data-dir=${directory.resolve("data")}",
            )
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start()

    val url = "http://localhost:$port"

    init {
        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until { isReady() }
    }

    private fun isReady(): Boolean {
        val readiness = URI.create("http://localhost:$managementPort/actuator/health/readiness")
        return HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(readiness).build(), BodyHandlers.discarding())
            .statusCode() == 200
    }

    override fun close() {
        process.destroy()
        process.onExit().join()
    }
}

private fun freePort(): Int = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
