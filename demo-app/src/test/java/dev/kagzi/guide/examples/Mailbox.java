package dev.kagzi.guide.examples;

/** Sends mails. */
interface Mailbox {

    void send(String address, String text);
}
