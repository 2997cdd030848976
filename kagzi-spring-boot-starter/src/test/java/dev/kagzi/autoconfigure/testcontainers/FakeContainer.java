package dev.kagzi.autoconfigure.testcontainers;

import org.testcontainers.containers.GenericContainer;

/** Says where it runs, and runs nowhere. */
final class FakeContainer extends GenericContainer<FakeContainer> {

    private final String image;
    private boolean started;

    FakeContainer(String image) {
        super(image);
        this.image = image;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public String getDockerImageName() {
        return image;
    }

    @Override
    public String getHost() {
        return "docker.example";
    }

    @Override
    public Integer getMappedPort(int port) {
        if (!started || port != 7070) {
            throw new IllegalStateException("Port " + port + " is not mapped");
        }
        return 49153;
    }
}
