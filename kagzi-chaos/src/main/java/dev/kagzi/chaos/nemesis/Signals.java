package dev.kagzi.chaos.nemesis;

import java.io.IOException;

/** Sends POSIX signals; {@code kill} is a builtin of every shell. */
final class Signals {

    private Signals() {}

    static void send(String signal, long pid) {
        try {
            int exit = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new IllegalStateException("No shell to send " + signal + " with", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending " + signal, e);
        }
    }
}
