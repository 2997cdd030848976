package dev.kagzi.planted.step;

import dev.kagzi.planted.run.Runs;

/** The other half of a cycle. */
public class Steps {

    Runs runs;
}
