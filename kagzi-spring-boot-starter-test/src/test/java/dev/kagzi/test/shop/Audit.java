package dev.kagzi.test.shop;

import dev.kagzi.worker.RunListener;
import org.springframework.stereotype.Component;

@Component
class Audit implements RunListener {}
