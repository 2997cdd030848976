package dev.kagzi.demo.showcase;

import dev.kagzi.demo.shop.OrderView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Posts the sample orders, waits for their outcomes and prints them beside the expected ones. */
@Component
public class Showcase {

    private static final Set<String> FINISHED = Set.of("COMPLETED", "FAILED", "CANCELLED", "NEEDS_ATTENTION");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final DemoSettings settings;
    private final Environment environment;
    private final JsonMapper json;

    Showcase(DemoSettings settings, Environment environment, JsonMapper json) {
        this.settings = settings;
        this.environment = environment;
        this.json = json;
    }

    /** Shows all sample orders; {@code true} when every one ended as expected. */
    public boolean show() {
        Batch batch = Batch.open(settings.home());
        List<SampleOrder> samples =
                samples().stream().map(sample -> sample.in(batch)).toList();
        ShopClient shop = new ShopClient(shopUrl());
        announce(batch, samples.size());
        samples.forEach(sample -> shop.place(sample.order()));
        boolean asExpected = awaitOutcomes(samples, shop);
        batch.finish();
        return asExpected;
    }

    /** What somebody who has seen the table may want to do with the shop, which stays up. */
    public void suggest() {
        System.out.printf("""

                The shop stays up at %1$s/orders. What to try next:
                  - See the orders in the server's console:  %2$s
                  - See an order:  curl %1$s/orders/<order>
                  - Kill the shop in mid-run: start this command again, and while the table grows: kill -9 <its process id>.
                    Start it once more: every order goes on where it was; what is recorded does not run again.
                  - Stop the shop and its server: Ctrl-C
                """, shopUrl(), environment.getProperty("kagzi.url", "http://localhost:7070"));
    }

    private void announce(Batch batch, int orders) {
        System.out.printf(
                "Posting %d orders%s to %s/orders (batch %s, process id %d)%n",
                orders,
                batch.takenUpAgain() ? " again" : "",
                shopUrl(),
                batch.name(),
                ProcessHandle.current().pid());
        if (batch.takenUpAgain()) {
            System.out.println("An earlier demo has not seen their outcomes: each goes on where it was.");
        }
    }

    private boolean awaitOutcomes(List<SampleOrder> samples, ShopClient shop) {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        OutcomeTable table = new OutcomeTable();
        table.printHeader();
        for (SampleOrder sample : samples) {
            table.print(new ShownOutcome(sample, await(sample, shop, deadline)));
        }
        table.printSummary();
        return table.isAllAsExpected();
    }

    private OrderView await(SampleOrder sample, ShopClient shop, long deadline) {
        OrderView view = shop.find(sample.order().id(), LONGEST_WAIT);
        while (!FINISHED.contains(view.status()) && System.nanoTime() - deadline < 0) {
            view = shop.find(sample.order().id(), LONGEST_WAIT);
        }
        return view;
    }

    private List<SampleOrder> samples() {
        Path file = settings.ordersFile();
        return json.readValue(file.toFile(), new TypeReference<List<SampleOrder>>() {});
    }

    private String shopUrl() {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port");
    }
}
