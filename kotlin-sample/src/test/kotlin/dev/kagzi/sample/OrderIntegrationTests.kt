package dev.kagzi.sample

import dev.kagzi.client.KagziClient
import dev.kagzi.client.RunFailedException
import java.nio.file.Path
import java.time.Duration
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir
import org.springframework.boot.runApplication
import org.springframework.context.ConfigurableApplicationContext

/** The sample with the packaged server. Waits let go of their worker, so that all that follows one is a replay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderIntegrationTests {

    private lateinit var server: PackagedServer
    private lateinit var application: ConfigurableApplicationContext
    private lateinit var shop: Shop

    @BeforeAll
    fun start(@TempDir directory: Path) {
        server = PackagedServer(directory)
        application = runApplication<SampleApplication>("--kagzi.url=${server.url}", "--kagzi.worker.hold-threshold=10ms")
        shop = application.getBean(Shop::class.java)
    }

    @AfterAll
    fun stop() {
        application.close()
        server.close()
    }

    @Test
    fun anOrderWithACouponIsPaidAndShipped() {
        val run = shop.place(Order("1", "Ada", 2490, couponCode = "SPRING"))
        shop.shipped("1", "post")

        assertThat(run.result(PATIENCE)).isEqualTo(Receipt("1", 1990, Coupon("SPRING", 500), "POST"))
    }

    @Test
    fun whatIsNullStaysNull() {
        val run = shop.place(Order("2", "Leo", 2490))
        application.getBean(KagziClient::class.java).emit("order.shipped", "2", null)

        assertThat(run.result(PATIENCE)).isEqualTo(Receipt("2", 2490, coupon = null, carrier = null))
    }

    @Test
    fun aFailedStepNamesItsException() {
        val run = shop.place(Order("3", "Zoë", 100, couponCode = "SPRING"))

        assertThatExceptionOfType(RunFailedException::class.java)
            .isThrownBy { run.result(PATIENCE) }
            .satisfies({ assertThat(it.type()).isEqualTo(CardDeclined::class.java.name) })
            .withMessageContaining("-400 cannot be charged to 'Zoë'")
    }

    @Test
    fun anInputWithoutWhatMayNotBeNullFailsTheRun() {
        val run = application.getBean(KagziClient::class.java).start("order", mapOf("id" to "4", "amount" to 1)).send()

        assertThatExceptionOfType(RunFailedException::class.java)
            .isThrownBy { run.result(PATIENCE) }
            .withMessageContaining("customer")
    }

    private companion object {
        val PATIENCE: Duration = Duration.ofMinutes(1)
    }
}
