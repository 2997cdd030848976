package dev.kagzi.guide.examples;

import dev.kagzi.NonRetryableException;
import dev.kagzi.StepContext;
import dev.kagzi.guide.examples.AlbumWorkflow.Album;
import dev.kagzi.guide.examples.NewsletterWorkflow.Subscription;
import dev.kagzi.guide.examples.ParcelWorkflow.Parcel;
import dev.kagzi.guide.examples.PaymentWorkflow.Payment;
import dev.kagzi.guide.examples.PaymentWorkflow.Receipt;
import dev.kagzi.guide.examples.PrintWorkflow.OutOfPaper;
import dev.kagzi.guide.examples.SalesReportWorkflow.Report;
import dev.kagzi.guide.examples.TripWorkflow.Journey;
import dev.kagzi.guide.examples.TripWorkflow.SoldOut;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** All examples in one application, in a world that remembers what was done to it. */
@EnableAutoConfiguration
@ComponentScan
@Import({
    ExampleApplication.Mails.class,
    ExampleApplication.ReaderList.class,
    ExampleApplication.Accounts.class,
    ExampleApplication.Shops.class,
    ExampleApplication.PatientStudio.class,
    ExampleApplication.ClosedBank.class,
    ExampleApplication.Darkroom.class,
    ExampleApplication.PaperPress.class,
    ExampleApplication.TravelAgency.class,
    ExampleApplication.CornerShop.class,
    ExampleApplication.Folders.class,
    ExampleApplication.ParcelDepot.class
})
class ExampleApplication {

    /** Long enough for whatever another thread is about to do. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static class Mails implements Mailbox {

        final List<String> sent = new CopyOnWriteArrayList<>();

        @Override
        public void send(String address, String text) {
            sent.add(address + ": " + text);
        }

        List<String> to(String address) {
            return sent.stream().filter(mail -> mail.startsWith(address + ": ")).toList();
        }
    }

    static class ReaderList implements NewsletterWorkflow.Readers {

        final List<Subscription> readers = new CopyOnWriteArrayList<>();

        @Override
        public void add(Subscription subscription) {
            readers.add(subscription);
        }

        @Override
        public String latestIssue() {
            return "issue 42";
        }
    }

    /** The name of an account says how the bank treats it. */
    static class Accounts implements Bank {

        private final Map<String, Integer> calls = new ConcurrentHashMap<>();
        private final Map<String, String> transfers = new ConcurrentHashMap<>();

        @Override
        public String transfer(String account, long cents, String idempotencyKey) {
            int call = calls.merge(account, 1, Integer::sum);
            if (account.startsWith("closed")) {
                throw new AccountClosed(account);
            }
            if (account.startsWith("busy") && call == 1) {
                throw new TooManyRequests(Duration.ofMillis(100));
            }
            if (account.startsWith("broken")) {
                throw new IllegalStateException("The bank is down");
            }
            String number = transfers.computeIfAbsent(idempotencyKey, key -> account + "-" + cents);
            if (account.startsWith("lost-answer") && call == 1) {
                throw new IllegalStateException("The answer was lost, and the money has moved");
            }
            return number;
        }

        int calls(String account) {
            return calls.getOrDefault(account, 0);
        }

        long transfers(String account) {
            return transfers.values().stream()
                    .filter(number -> number.startsWith(account + "-"))
                    .count();
        }
    }

    static class Shops implements SalesReportWorkflow.Sales {

        final List<Report> published = new CopyOnWriteArrayList<>();

        @Override
        public long total(@Nullable String shop, LocalDate day) {
            return 100L * day.getDayOfMonth();
        }

        @Override
        public void publish(Report report) {
            published.add(report);
        }
    }

    /** No picture is done before somebody lets it. */
    static class PatientStudio implements ThumbnailWorkflow.Studio {

        final AtomicInteger most = new AtomicInteger();
        final CountDownLatch done = new CountDownLatch(1);
        private final AtomicInteger now = new AtomicInteger();

        @Override
        public String scale(String picture) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                done.await();
                return "small " + picture;
            } catch (InterruptedException e) {
                throw new IllegalStateException("Interrupted", e);
            } finally {
                now.decrementAndGet();
            }
        }
    }

    /** No payment is made before somebody opens it. */
    static class ClosedBank implements PaymentWorkflow.SlowBank {

        final CountDownLatch open = new CountDownLatch(1);
        private final Map<String, Integer> now = new ConcurrentHashMap<>();
        private final Map<String, Integer> most = new ConcurrentHashMap<>();

        @Override
        public Receipt charge(Payment payment) {
            String customer = payment.customer().id();
            most.merge(customer, now.merge(customer, 1, Integer::sum), Math::max);
            try {
                open.await();
                return new Receipt(customer, payment.cents());
            } catch (InterruptedException e) {
                throw new IllegalStateException("Interrupted", e);
            } finally {
                now.merge(customer, -1, Integer::sum);
            }
        }

        int most(String customer) {
            return most.getOrDefault(customer, 0);
        }
    }

    static class Darkroom implements AlbumWorkflow.Lab {

        final List<Album> published = new CopyOnWriteArrayList<>();

        @Override
        public String develop(String photo) {
            if (photo.startsWith("torn")) {
                throw new IllegalArgumentException("The photo is torn");
            }
            return "page with " + photo;
        }

        @Override
        public void publish(Album album) {
            published.add(album);
        }
    }

    static class PaperPress implements PrintWorkflow.Press {

        final Map<String, String> runIds = new ConcurrentHashMap<>();
        private final CountDownLatch never = new CountDownLatch(1);
        private final AtomicBoolean worn = new AtomicBoolean(true);

        @Override
        public String print(Album album) {
            runIds.put(album.title(), StepContext.current().runId());
            if (album.title().equals("no paper")) {
                throw new OutOfPaper();
            }
            if (album.title().equals("worn") && worn.compareAndSet(true, false)) {
                throw new NonRetryableException("The press is worn");
            }
            if (album.title().equals("jammed")) {
                hang();
            }
            return "printed " + album.title();
        }

        private void hang() {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }

    static class TravelAgency implements TripWorkflow.Agency {

        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public String book(String what, Journey journey, String idempotencyKey) {
            if (what.equals("car") && journey.city().equals("Venice")) {
                throw new SoldOut(what);
            }
            String booking = what + " to " + journey.city();
            calls.add("book " + booking);
            return booking;
        }

        @Override
        public void cancel(String booking) {
            calls.add("cancel " + booking);
        }

        List<String> calls(String city) {
            return calls.stream().filter(call -> call.endsWith(city)).toList();
        }
    }

    static class CornerShop implements PickUpWorkflow.Shop {

        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void setAside(PickUpWorkflow.Order order) {
            calls.add("set aside for " + order.id());
        }

        @Override
        public String charge(PickUpWorkflow.Order order, String idempotencyKey) {
            if (order.goods().equals("yacht")) {
                throw new PickUpWorkflow.Declined("the card for " + order.id());
            }
            calls.add("charged for " + order.id());
            return "payment for " + order.id();
        }

        @Override
        public void putBack(PickUpWorkflow.Order order) {
            calls.add("put back for " + order.id());
        }

        @Override
        public void payBack(String payment, String idempotencyKey) {
            calls.add("paid back " + payment);
        }

        List<String> calls(String id) {
            return calls.stream().filter(call -> call.endsWith(id)).toList();
        }
    }

    static class Folders implements InvoiceImportWorkflow.Archive {

        private final Map<String, Integer> invoices = new ConcurrentHashMap<>();

        @Override
        public List<String> files(String folder) {
            return List.of(folder + "/may.zip", folder + "/june.zip", folder + "/july.zip");
        }

        @Override
        public String unpackTo(String file, String staged) {
            return staged;
        }

        @Override
        public void validate(String staged) {}

        @Override
        public int replaceInvoicesOf(String staged) {
            invoices.put(staged, 10);
            return 10;
        }

        int imported() {
            return invoices.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    static class ParcelDepot implements ParcelWorkflow.Depot {

        final CountDownLatch labels = new CountDownLatch(1);
        final List<String> searched = new CopyOnWriteArrayList<>();

        @Override
        public void label(Parcel parcel) {
            if (parcel.number().equals("early")) {
                try {
                    labels.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Interrupted", e);
                }
            }
        }

        @Override
        public void search(Parcel parcel, List<String> places) {
            searched.add(parcel.number() + " after " + places);
        }
    }
}
