package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.load.Load;
import java.util.Random;

/** Changes limits at run time: what is declared gives way and comes back, and what has no limit gets one and loses it. */
final class LimitChanger implements Runnable {

    private static final int MOST = 6;
    private static final int LEAST_PAUSE_MILLIS = 500;
    private static final int MOST_PAUSE_MILLIS = 2_500;

    private final JsonPosts requests;
    private final Random random;
    private volatile boolean ended;

    LimitChanger(String url, long seed) {
        this.requests = new JsonPosts(url);
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (!ended) {
            if (random.nextInt(3) > 0) {
                change(
                        Load.CHANGED,
                        random.nextInt(4) > 0 ? "{\"concurrency\":" + (1 + random.nextInt(MOST)) + "}" : "");
            } else {
                change(Load.LATER, random.nextInt(3) > 0 ? "{\"concurrency\":2,\"concurrencyKey\":\"key\"}" : "");
            }
            Pause.millis(LEAST_PAUSE_MILLIS + random.nextInt(MOST_PAUSE_MILLIS));
        }
        change(Load.CHANGED, "");
    }

    void end() {
        ended = true;
    }

    /** Whether it has happened is seen in the tables. */
    private void change(String workflow, String limits) {
        String path = "/api/v1/workflows/" + workflow + "/limits";
        if (limits.isEmpty()) {
            requests.request("DELETE", path, "");
        } else {
            requests.request("PUT", path, limits);
        }
    }
}
