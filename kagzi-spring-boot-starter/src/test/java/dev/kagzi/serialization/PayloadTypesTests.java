package dev.kagzi.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.kagzi.TypeRef;
import dev.kagzi.protocol.Payload;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What inputs and results may be: it comes back as it was, with the mapper that Spring Boot makes when nobody configures one. */
class PayloadTypesTests {

    private final PayloadMapper mapper = new PayloadMapper(JsonMapper.builder().build());

    static Stream<Arguments> values() {
        Instant instant = Instant.parse("2026-03-29T01:30:00.123456789Z");
        Line line = new Line("4711", new BigDecimal("1.10"), Optional.of("blue"));
        return Stream.of(
                of(new TypeRef<Instant>() {}, instant),
                of(new TypeRef<Duration>() {}, Duration.ofSeconds(3, 5)),
                of(new TypeRef<Period>() {}, Period.of(1, 2, 3)),
                of(new TypeRef<LocalDate>() {}, LocalDate.of(2028, 2, 29)),
                of(new TypeRef<LocalTime>() {}, LocalTime.of(23, 59, 59, 999_999_999)),
                of(new TypeRef<LocalDateTime>() {}, LocalDateTime.of(2026, 10, 25, 2, 30)),
                of(new TypeRef<OffsetDateTime>() {}, instant.atOffset(ZoneOffset.UTC)),
                of(new TypeRef<ZoneId>() {}, ZoneId.of("Australia/Lord_Howe")),
                of(new TypeRef<Year>() {}, Year.of(2026)),
                of(new TypeRef<YearMonth>() {}, YearMonth.of(2026, 2)),
                of(new TypeRef<MonthDay>() {}, MonthDay.of(2, 29)),
                of(
                        new TypeRef<Map<DayOfWeek, List<LocalTime>>>() {},
                        Map.of(DayOfWeek.FRIDAY, List.of(LocalTime.NOON))),
                of(new TypeRef<BigInteger>() {}, new BigInteger("9".repeat(50))),
                of(new TypeRef<BigDecimal>() {}, new BigDecimal("1.10")),
                of(new TypeRef<Long>() {}, Long.MIN_VALUE),
                of(new TypeRef<Double>() {}, -0.0),
                of(new TypeRef<UUID>() {}, new UUID(1, 2)),
                of(new TypeRef<URI>() {}, URI.create("https://example.org/a?b=c")),
                of(new TypeRef<Currency>() {}, Currency.getInstance("EUR")),
                of(new TypeRef<Locale>() {}, Locale.GERMANY),
                of(new TypeRef<byte[]>() {}, new byte[] {0, -1, 127}),
                of(new TypeRef<int[][]>() {}, new int[][] {{1}, {}, {2, 3}}),
                of(new TypeRef<Optional<String>>() {}, Optional.empty()),
                of(new TypeRef<Set<Line>>() {}, Set.of(line)),
                of(new TypeRef<Line>() {}, line),
                of(new TypeRef<Page<Page<Line>>>() {}, new Page<>(List.of(new Page<>(List.of(line), null)), "next")),
                of(new TypeRef<Payment>() {}, new Card("1234", YearMonth.of(2030, 1))),
                of(new TypeRef<List<Payment>>() {}, List.of(new Card("1", YearMonth.of(2030, 1)), new Cash())));
    }

    private static <T> Arguments of(TypeRef<T> type, T value) {
        return Arguments.of(type, value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackAsItWas(TypeRef<?> type, Object value) {
        Payload written = mapper.write(value, type.type());
        assertThat(mapper.read(written, type.type())).isEqualTo(value);
    }

    record Line(String article, BigDecimal price, Optional<String> colour) {}

    record Page<T>(List<T> items, String next) {}

    /** The types it permits are known without being listed. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
    sealed interface Payment permits Card, Cash {}

    record Card(String number, YearMonth validTo) implements Payment {}

    record Cash() implements Payment {}
}
