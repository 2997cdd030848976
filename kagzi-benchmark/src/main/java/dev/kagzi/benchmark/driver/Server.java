package dev.kagzi.benchmark.driver;

/**
 * The server of a competitor that has one.
 *
 * @param url where clients and workers find it
 * @param managementUrl where it is watched and set up
 * @param pid its process
 * @param key what its requests carry, empty where it asks for none
 */
public record Server(String url, String managementUrl, long pid, String key) {

    public static final Server NONE = new Server("", "", 0, "");
}
