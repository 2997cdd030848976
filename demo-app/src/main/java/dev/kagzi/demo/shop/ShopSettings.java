package dev.kagzi.demo.shop;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the shop.
 *
 * @param coolingOff how long a paid order rests before it is shipped
 */
@ConfigurationProperties("shop")
record ShopSettings(@DefaultValue("8s") Duration coolingOff) {}
