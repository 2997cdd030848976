package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.serialization.BoundCodec;
import dev.kagzi.serialization.PayloadCodec;
import dev.kagzi.serialization.PayloadContext;
import dev.kagzi.serialization.PayloadContext.Kind;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import dev.kagzi.transport.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PayloadCodecConfigurationTests {

    private static final Payload PLAIN = Payload.of("\"4242\"");
    private static final UUID RUN_ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");

    private final BoundCodec old = new BoundCodec("key-1");
    private final BoundCodec current = new BoundCodec("key-2");
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(KagziConnectionAutoConfiguration.class, KagziClientAutoConfiguration.class));

    @Test
    void withoutACodecPayloadsStayPlain() {
        contexts.run(
                context -> assertThat(context.getBean(PayloadMapper.class).encode(PLAIN, PayloadPlace.input(RUN_ID)))
                        .isSameAs(PLAIN));
    }

    @Test
    void theClientEncodesAnInputForTheRunItMakesAndDecodesTheResult() {
        try (ScriptedServer server = new ScriptedServer()) {
            contexts.withBean("codec", PayloadCodec.class, () -> current)
                    .withPropertyValues("kagzi.url=" + server.url(), "kagzi.namespace=shop")
                    .run(context -> {
                        KagziClient kagzi = context.getBean(KagziClient.class);
                        server.answer(201, run("PENDING", ""));
                        Run<String> run = kagzi.start("order", "4242")
                                .returns(String.class)
                                .send();

                        String body = server.received().get(0).body();
                        StartRun sent = ProtocolJson.read(
                                ProtocolJson.builder().build(), body.getBytes(StandardCharsets.UTF_8), StartRun.class);
                        assertThat(body).doesNotContain("\"input\":").doesNotContain("4242");
                        assertThat(sent.inputHash()).hasSize(64);
                        assertThat(current.encoded)
                                .containsExactly(
                                        new PayloadContext("shop", sent.runId().toString(), Kind.INPUT, null));
                        assertThat(context.getBean(PayloadMapper.class)
                                        .read(sent.input(), String.class, PayloadPlace.input(sent.runId())))
                                .isEqualTo("4242");

                        byte[] result = current.encode(
                                "\"done\"".getBytes(StandardCharsets.UTF_8),
                                new PayloadContext("shop", RUN_ID.toString(), Kind.OUTPUT, null));
                        server.answer(
                                200,
                                run(
                                        "COMPLETED",
                                        ",\"outputEncoded\":{\"encoding\":\"key-2\",\"data\":\""
                                                + Base64.getEncoder().encodeToString(result) + "\"}"));
                        assertThat(run.result()).isEqualTo("done");
                    });
        }
    }

    @Test
    void ofSeveralThePrimaryOneEncodesAndAllDecode() {
        contexts.withBean("old", PayloadCodec.class, () -> old)
                .withBean("current", PayloadCodec.class, () -> current, definition -> definition.setPrimary(true))
                .run(context -> {
                    PayloadMapper mapper = context.getBean(PayloadMapper.class);
                    PayloadPlace place = PayloadPlace.input(RUN_ID);
                    assertThat(mapper.encode(PLAIN, place).encoding()).isEqualTo("key-2");
                    assertThat(mapper.read(old.mapper().encode(PLAIN, place), String.class, place))
                            .isEqualTo("4242");
                });
    }

    @Test
    void refusesSeveralOfWhichNoneIsPrimary() {
        contexts.withBean("old", PayloadCodec.class, () -> old)
                .withBean("current", PayloadCodec.class, () -> current)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(InvalidDefinitionException.class)
                        .hasMessageContainingAll("[key-1, key-2]", "@Primary"));
    }

    @Test
    void refusesTwoWithOneEncoding() {
        contexts.withBean("one", PayloadCodec.class, () -> old)
                .withBean("other", PayloadCodec.class, () -> new BoundCodec("key-1"))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContainingAll("same encoding 'key-1'", BoundCodec.class.getName()));
    }

    @Test
    void refusesAnEncodingTheServerWouldNotTake() {
        contexts.withBean("one", PayloadCodec.class, () -> new BoundCodec("my key"))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContainingAll("'my key'", "letters, digits"));
    }

    private static String run(String status, String members) {
        return """
                {"runId":"%s","workflow":"order","status":"%s","attempt":1,"priority":0,"tags":{},
                 "createdAt":"2026-11-01T00:00:00Z"%s}""".formatted(RUN_ID, status, members);
    }
}
