package dev.kagzi.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.server.startup.StartRefusedException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ServerSettingsTests {

    private static ServerSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("kagzi.server", ServerSettings.class);
    }

    @Test
    void hasDefaults() {
        ServerSettings settings = bind(Map.of());
        assertThat(settings.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.renewInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxPayload().toBytes()).isEqualTo(1024 * 1024);
        assertThat(settings.maxSteps()).isEqualTo(20_000);
        assertThat(settings.notifying()).isTrue();
    }

    @Test
    void renewsThreeTimesPerLeaseUnlessToldOtherwise() {
        assertThat(bind(Map.of("kagzi.server.lease-duration", "2s")).renewInterval())
                .isEqualTo(Duration.ofNanos(666_666_666));
    }

    @Test
    void canSwitchNotifyOff() {
        assertThat(bind(Map.of("kagzi.server.notify", "false")).notifying()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "lease-duration,0s",
        "lease-duration,2h",
        "renew-interval,15s",
        "renew-interval,0s",
        "max-payload,0B",
        "max-payload,9MB",
        "max-steps,0"
    })
    void refusesValuesThatCannotWork(String property, String value) {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> bind(Map.of("kagzi.server." + property, value)))
                .havingRootCause()
                .isInstanceOf(StartRefusedException.class)
                .withMessageContaining("kagzi.server." + property);
    }

    @Test
    void keepsFinishedRunsForThirtyDays() {
        Binder none = new Binder(new MapConfigurationPropertySource(Map.of()));
        assertThat(none.bindOrCreate("kagzi.server", RetentionSettings.class).retention())
                .isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @CsvSource({"0s", "999ms", "-1d", "36501d"})
    void refusesARetentionThatIsNone(String value) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of("kagzi.server.retention", value)));
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> binder.bindOrCreate("kagzi.server", RetentionSettings.class))
                .havingRootCause()
                .isInstanceOf(StartRefusedException.class)
                .withMessageContaining("kagzi.server.retention");
    }
}
