package dev.kagzi.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Reads the properties of {@link KagziTest}. */
class KagziTestContextBootstrapper extends TestSliceTestContextBootstrapper<KagziTest> {}
