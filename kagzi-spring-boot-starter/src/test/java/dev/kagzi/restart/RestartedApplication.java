package dev.kagzi.restart;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that is restarted. */
@SpringBootApplication
public class RestartedApplication {}
