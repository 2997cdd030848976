package dev.kagzi.test.shop;

public interface Stock {

    void reserve(String orderId);

    void release(String orderId);
}
