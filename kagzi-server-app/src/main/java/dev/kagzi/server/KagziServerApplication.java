package dev.kagzi.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class KagziServerApplication {

    public static void main(String[] args) {
        SpringApplication.run(KagziServerApplication.class, args);
    }
}
