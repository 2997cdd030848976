package dev.kagzi.violation.replay;

import org.springframework.core.env.Environment;

record WrongReplay(Environment environment) {}
