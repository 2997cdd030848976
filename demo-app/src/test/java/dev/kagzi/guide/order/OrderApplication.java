package dev.kagzi.guide.order;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class OrderApplication {}
