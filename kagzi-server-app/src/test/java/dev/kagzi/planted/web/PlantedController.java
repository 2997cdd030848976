package dev.kagzi.planted.web;

import dev.kagzi.planted.run.Runs;

/** Public, and a shared package's view of a feature. */
public class PlantedController {

    Runs runs;
}
