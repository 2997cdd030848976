package dev.kagzi.refusals

import dev.kagzi.Step
import dev.kagzi.Workflow
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration
import dev.kagzi.definition.InvalidDefinitionException
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.MethodSource
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner

/** What cannot be durable in Kotlin does not start, and the message says what to change. Outside of what the sample scans for beans. */
class RefusalTests {

    private val runner =
        ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration::class.java))

    @ParameterizedTest
    @MethodSource("wrongClasses")
    fun isRefused(type: Class<*>, problem: String, action: String) {
        runner.withBean(type).run { context ->
            val refusal = context.startupFailure as InvalidDefinitionException
            assertThat(refusal).hasMessageContaining(problem)
            assertThat(refusal.action()).contains(action)
        }
    }

    companion object {
        @JvmStatic
        fun wrongClasses(): List<Arguments> =
            listOf(
                Arguments.of(FinalStep::class.java, "FinalStep.pay is final", "Make it 'open'"),
                Arguments.of(FinalClass::class.java, "FinalClass declares workflows or steps and is final", "Make it 'open'"),
                Arguments.of(PrivateStep::class.java, "PrivateStep.pay is private", "protected or public"),
                Arguments.of(InternalStep::class.java, "is internal", "protected or public"),
                Arguments.of(SuspendingStep::class.java, "SuspendingStep.pay is a suspend function", "Remove 'suspend'"),
                Arguments.of(SuspendingWorkflow::class.java, "SuspendingWorkflow.process is a suspend function", "Remove 'suspend'"),
            )
    }
}

/** The compiler plugin opens what says nothing; what says final stays so. */
@Workflow
class FinalStep {
    fun process() = pay()

    @Step final fun pay() {}
}

@Workflow
final class FinalClass {
    fun process() = pay()

    @Step fun pay() {}
}

@Workflow
class PrivateStep {
    fun process() = pay()

    @Step private fun pay() {}
}

@Workflow
class InternalStep {
    fun process() = pay()

    @Step internal fun pay() {}
}

@Workflow
class SuspendingStep {
    fun process() {}

    @Step suspend fun pay() {}
}

@Workflow
class SuspendingWorkflow {
    suspend fun process(order: String): String = order
}
