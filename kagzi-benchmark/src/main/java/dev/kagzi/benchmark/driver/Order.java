package dev.kagzi.benchmark.driver;

/** The input of workflows with limits of each customer. */
record Order(int number, String customer) {

    private static final int CUSTOMERS = 100;

    /** Of one of a hundred customers, who take turns. */
    static Order of(int number) {
        return new Order(number, "customer-" + number % CUSTOMERS);
    }
}
