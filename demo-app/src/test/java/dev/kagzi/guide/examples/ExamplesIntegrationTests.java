package dev.kagzi.guide.examples;

import static dev.kagzi.guide.examples.ExampleApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.kagzi.client.IdConflictException;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunCancelledException;
import dev.kagzi.client.RunFailedException;
import dev.kagzi.client.RunFilter;
import dev.kagzi.guide.PackagedServer;
import dev.kagzi.guide.examples.AlbumWorkflow.AlbumOrder;
import dev.kagzi.guide.examples.NewsletterWorkflow.Subscription;
import dev.kagzi.guide.examples.ParcelWorkflow.Parcel;
import dev.kagzi.guide.examples.ParcelWorkflow.Scan;
import dev.kagzi.guide.examples.PayInvoiceWorkflow.Invoice;
import dev.kagzi.guide.examples.PaymentWorkflow.Customer;
import dev.kagzi.guide.examples.PaymentWorkflow.Payment;
import dev.kagzi.guide.examples.PaymentWorkflow.Receipt;
import dev.kagzi.guide.examples.RefundWorkflow.Refund;
import dev.kagzi.guide.examples.TripWorkflow.Journey;
import dev.kagzi.guide.examples.TripWorkflow.SoldOut;
import dev.kagzi.guide.examples.TripWorkflow.Trip;
import dev.kagzi.protocol.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Every example of the how-tos does what its page says, with the packaged server. */
class ExamplesIntegrationTests {

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static ConfigurableApplicationContext application;
    private static KagziClient kagzi;

    @BeforeAll
    static void start() throws Exception {
        server = new PackagedServer(directory);
        application = application(
                ExampleApplication.class,
                // Waits let go of their worker, so that all that follows one is a replay.
                "--kagzi.worker.hold-threshold=20ms",
                "--onboarding.pause=100ms",
                "--kagzi.workflows.pay-invoice.steps.transfer.backoff=10ms",
                "--kagzi.workflows.refund.backoff=10ms",
                "--kagzi.workflows.album.backoff=10ms");
        kagzi = application.getBean(KagziClient.class);
    }

    @AfterAll
    static void stop() {
        application.close();
        server.close();
    }

    @Test
    void basics() {
        Subscription subscription =
                kagzi.start(NewsletterWorkflow::subscribe, "ada").send().result(PATIENCE);

        assertThat(subscription.address()).isEqualTo("ada");
        assertThat(bean(ExampleApplication.ReaderList.class).readers).containsExactly(subscription);
        assertThat(mails("ada")).containsExactly("ada: Welcome! Here is issue 42");
        assertThat(kagzi.runs(RunFilter.all().workflow("newsletter").tag("list", "weekly"))
                        .items())
                .hasSize(1);
    }

    @Test
    void anInvoiceIsPaidWhenTheBankHasTime() {
        assertThat(pay("busy").result(PATIENCE)).isEqualTo("paid with transfer busy-995");
        assertThat(bean(ExampleApplication.Accounts.class).calls("busy")).isEqualTo(2);
    }

    @Test
    void aClosedAccountIsTriedOnceAndAskedAbout() {
        assertThat(pay("closed").result(PATIENCE)).isEqualTo("not paid: Account closed is closed");
        assertThat(bean(ExampleApplication.Accounts.class).calls("closed")).isEqualTo(1);
        assertThat(mails("sender of closed")).hasSize(1);
    }

    @Test
    void whatNobodyCatchesFailsTheRun() {
        Run<String> run = pay("broken");

        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> run.result(PATIENCE))
                .satisfies(failed -> {
                    assertThat(failed.type()).isEqualTo(IllegalStateException.class.getName());
                    assertThat(failed.step()).isEqualTo("transfer");
                });
        assertThat(bean(ExampleApplication.Accounts.class).calls("broken")).isEqualTo(5);
        assertThat(mails("sender of broken")).isEmpty();
    }

    private static Run<String> pay(String account) {
        return kagzi.start(PayInvoiceWorkflow::pay, new Invoice("sender of " + account, account, 995))
                .send();
    }

    @Test
    void aWorkerScalesTwoPicturesAtOnce() {
        List<Run<String>> runs = IntStream.range(0, 6)
                .mapToObj(i ->
                        kagzi.start(ThumbnailWorkflow::create, "picture " + i).send())
                .toList();
        ExampleApplication.PatientStudio studio = bean(ExampleApplication.PatientStudio.class);
        await().atMost(PATIENCE).until(() -> studio.most.get() >= 2);
        // The worker has asked for more meanwhile, and was given what it has places for.
        kagzi.start(TripWorkflow::book, new Journey("Ada", "Paris")).send().result(PATIENCE);
        studio.done.countDown();

        assertThat(runs)
                .extracting(run -> run.result(PATIENCE))
                .startsWith("small picture 0")
                .hasSize(6);
        assertThat(studio.most).hasValue(2);
    }

    @Test
    void twoPaymentsOfACustomerAreMadeAtOnce() {
        List<Run<Receipt>> runs = IntStream.range(0, 6)
                .mapToObj(i -> kagzi.start(PaymentWorkflow::pay, new Payment(new Customer(i < 4 ? "ada" : "bob"), i))
                        .send())
                .toList();
        ExampleApplication.ClosedBank bank = bean(ExampleApplication.ClosedBank.class);
        await().atMost(PATIENCE).until(() -> bank.most("ada") + bank.most("bob") >= 4);
        kagzi.start(TripWorkflow::book, new Journey("Bob", "Rome")).send().result(PATIENCE);
        bank.open.countDown();

        assertThat(runs).extracting(run -> run.result(PATIENCE)).hasSize(6);
        assertThat(bank.most("ada")).isEqualTo(2);
        assertThat(bank.most("bob")).isEqualTo(2);
    }

    @Test
    void anAlbumIsMadeOfBranchesAndAChild() {
        assertThat(album("Summer", "beach", "torn", "boat").result(PATIENCE))
                .isEqualTo("printed Summer in [a cover with 'Summer', a cover with '3 pages']");
        assertThat(bean(ExampleApplication.Darkroom.class).published)
                .filteredOn(album -> album.title().equals("Summer"))
                .singleElement()
                .satisfies(album -> assertThat(album.pages())
                        .containsExactly("page with beach", "a gap for torn", "page with boat"));
    }

    @Test
    void aChildThatFailsIsAnAnswerToo() {
        assertThat(album("no paper", "beach").result(PATIENCE)).isEqualTo("online only");
    }

    @Test
    void aRetryAfterAChildHasFailedPrintsAnewAndPublishesNothingAgain() {
        Run<String> album = album("worn", "beach");
        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> album.result(PATIENCE))
                .withMessageContaining("The press is worn");

        assertThat(album.retry().result(PATIENCE)).startsWith("printed worn");
        assertThat(bean(ExampleApplication.Darkroom.class).published)
                .filteredOn(published -> published.title().equals("worn"))
                .hasSize(1);
    }

    @Test
    void aChildIsCancelledWithItsParent() {
        Run<String> album = album("jammed", "beach");
        ExampleApplication.PaperPress press = bean(ExampleApplication.PaperPress.class);
        await().atMost(PATIENCE).until(() -> press.runIds.containsKey("jammed"));

        album.cancel("changed their mind");

        assertThat(kagzi.run(press.runIds.get("jammed")).status()).isEqualTo(RunStatus.CANCELLED);
    }

    private static Run<String> album(String title, String... photos) {
        return kagzi.start(AlbumWorkflow::make, new AlbumOrder(title, List.of(photos)))
                .send();
    }

    @Test
    void onboardingGoesOnAfterEachPause() {
        kagzi.start(OnboardingWorkflow::accompany, "grace").send().result(PATIENCE);

        assertThat(mails("grace"))
                .containsExactly(
                        "grace: Welcome", "grace: First steps", "grace: Tips and tricks", "grace: What others do");
    }

    @Test
    void aRefundIsStartedOnceAndPaidOnce() {
        Refunds refunds = bean(Refunds.class);
        Refund refund = new Refund("order-7", "lost-answer", 500);

        Run<String> run = refunds.start(refund);
        assertThat(refunds.start(refund).runId()).isEqualTo(run.runId());
        assertThat(run.result(PATIENCE)).isEqualTo("lost-answer-500");
        assertThat(refunds.start(refund).runId()).isEqualTo(run.runId());
        assertThat(bean(ExampleApplication.Accounts.class).calls("lost-answer")).isEqualTo(2);
        assertThat(bean(ExampleApplication.Accounts.class).transfers("lost-answer"))
                .isEqualTo(1);
        assertThatExceptionOfType(IdConflictException.class)
                .isThrownBy(() -> refunds.start(new Refund("order-7", "lost-answer", 700)));
    }

    @Test
    void anotherRefundOfTheSameOrderIsAskedForInSoManyWords() {
        Refunds refunds = bean(Refunds.class);
        Run<String> first = refunds.start(new Refund("order-8", "generous", 500));
        first.result(PATIENCE);

        Run<String> second = refunds.startAnother(new Refund("order-8", "generous", 200));

        assertThat(second.result(PATIENCE)).isEqualTo("generous-200");
        assertThat(second.runId()).isNotEqualTo(first.runId());
        assertThat(bean(ExampleApplication.Accounts.class).transfers("generous"))
                .isEqualTo(2);
    }

    @Test
    void aTripIsBooked() {
        assertThat(kagzi.start(TripWorkflow::book, new Journey("Ada", "Rome"))
                        .send()
                        .result(PATIENCE))
                .isEqualTo(new Trip("flight to Rome", "hotel to Rome", "car to Rome"));
    }

    @Test
    void aTripThatCannotBeBookedIsUndoneBackwards() {
        Run<Trip> run =
                kagzi.start(TripWorkflow::book, new Journey("Ada", "Venice")).send();

        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> run.result(PATIENCE))
                .satisfies(failed -> assertThat(failed.type()).isEqualTo(SoldOut.class.getName()));
        assertThat(bean(ExampleApplication.TravelAgency.class).calls("Venice"))
                .containsExactly(
                        "book flight to Venice",
                        "book hotel to Venice",
                        "cancel hotel to Venice",
                        "cancel flight to Venice");
    }

    @Test
    void whatIsPickedUpStaysSold() {
        Run<String> run = sell("sold", "bicycle");
        kagzi.emit("order.picked-up", "sold", "by Ada");

        assertThat(run.result(PATIENCE)).isEqualTo("by Ada");
        assertThat(shop().calls("sold")).containsExactly("set aside for sold", "charged for sold");
    }

    @Test
    void whatCannotBePaidIsPutBack() {
        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> sell("declined", "yacht").result(PATIENCE))
                .satisfies(failed -> assertThat(failed.type()).isEqualTo(PickUpWorkflow.Declined.class.getName()));
        assertThat(shop().calls("declined")).containsExactly("set aside for declined", "put back for declined");
    }

    @Test
    void whatIsCancelledIsPaidBackAndPutBack() {
        Run<String> run = sell("cancelled", "bicycle");
        await().atMost(PATIENCE).until(() -> run.status() == RunStatus.WAITING);
        run.cancel("The customer called");

        assertThatExceptionOfType(RunCancelledException.class).isThrownBy(() -> run.result(PATIENCE));
        assertThat(shop().calls("cancelled"))
                .containsExactly(
                        "set aside for cancelled",
                        "charged for cancelled",
                        "paid back payment for cancelled",
                        "put back for cancelled");
    }

    @Test
    void whatNobodyComesForIsPaidBackAndPutBack() {
        Run<String> run = kagzi.start(PickUpWorkflow::sell, new PickUpWorkflow.Order("late", "bicycle"))
                .timeout("2s")
                .send();

        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> run.result(PATIENCE))
                .satisfies(failed -> assertThat(failed.type()).isEqualTo("RUN_TIMEOUT"));
        assertThat(shop().calls("late")).endsWith("paid back payment for late", "put back for late");
    }

    private static Run<String> sell(String id, String goods) {
        return kagzi.start(PickUpWorkflow::sell, new PickUpWorkflow.Order(id, goods))
                .send();
    }

    private static ExampleApplication.CornerShop shop() {
        return bean(ExampleApplication.CornerShop.class);
    }

    @Test
    void invoicesAreImportedFileByFile() {
        assertThat(kagzi.start(InvoiceImportWorkflow::importAll, "2026")
                        .id("invoices-2026")
                        .send()
                        .result(PATIENCE))
                .isEqualTo(30);
        assertThat(bean(ExampleApplication.Folders.class).imported()).isEqualTo(30);
    }

    @Test
    void eachWorkerTakesTheWorkflowsThatItsPropertyNames() throws Exception {
        server.makeNamespace("accounts");
        try (ConfigurableApplicationContext counter = accounts("counter", "open-account");
                ConfigurableApplicationContext backOffice = accounts("back-office", "close-account")) {
            KagziClient atCounter = counter.getBean(KagziClient.class);
            KagziClient inBackOffice = backOffice.getBean(KagziClient.class);

            assertThat(inBackOffice
                            .start(AccountWorkflows::openAccount, "Ada")
                            .send()
                            .result(PATIENCE))
                    .isEqualTo("opened for Ada by counter");
            assertThat(atCounter
                            .start(AccountWorkflows::closeAccount, "Ada")
                            .send()
                            .result(PATIENCE))
                    .isEqualTo("closed for Ada by back-office");
        }
    }

    private static ConfigurableApplicationContext accounts(String name, String workflow) {
        return application(
                Accounts.class,
                "--spring.application.name=" + name,
                "--kagzi.namespace=accounts",
                "--kagzi.worker.workflows=" + workflow);
    }

    @Test
    void aParcelIsFollowedByWhatCameBeforeTheWaitAndAfterIt() {
        ExampleApplication.ParcelDepot depot = bean(ExampleApplication.ParcelDepot.class);
        kagzi.emit("parcel.handed-over", new Parcel("early", "1h"));
        Run<?> run = parcel("early");
        kagzi.emit("parcel.scanned", "early", new Scan("Bonn", false));
        kagzi.emit("parcel.scanned", "another", new Scan("Oslo", true));
        depot.labels.countDown();
        await().atMost(PATIENCE).until(() -> run.status() == RunStatus.WAITING);
        kagzi.emit("parcel.scanned", "early", new Scan("Kiel", true));

        assertThat(run.result(PATIENCE)).isEqualTo(List.of("Bonn", "Kiel"));
        assertThat(depot.searched).noneMatch(searched -> searched.startsWith("early"));
    }

    @Test
    void aParcelOfWhichNothingIsHeardIsSearched() {
        kagzi.emit("parcel.handed-over", new Parcel("late", "100ms"));

        assertThat(parcel("late").result(PATIENCE)).isEqualTo(List.of());
        assertThat(bean(ExampleApplication.ParcelDepot.class).searched).containsOnlyOnce("late after []");
    }

    private static Run<?> parcel(String number) {
        RunFilter filter = RunFilter.all().workflow("parcel").tag("parcel", number);
        await().atMost(PATIENCE).until(() -> kagzi.runs(filter).items().size() == 1);
        return kagzi.runs(filter).items().get(0);
    }

    private static List<String> mails(String address) {
        return bean(ExampleApplication.Mails.class).to(address);
    }

    private static <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    private static ConfigurableApplicationContext application(Class<?> configuration, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--spring.config.name=examples", "--kagzi.url=" + server.url()));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }

    @EnableAutoConfiguration
    @Import(AccountWorkflows.class)
    static class Accounts {}
}
