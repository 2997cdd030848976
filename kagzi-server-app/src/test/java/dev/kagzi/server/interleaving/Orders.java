package dev.kagzi.server.interleaving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The orders in which the statements of two changes can come: an A or a B for each. */
final class Orders {

    private Orders() {}

    /** All of them, or so many that the seed decides where there are more. */
    static Set<String> of(int first, int second, int most, long seed) {
        Set<String> orders = new LinkedHashSet<>();
        if (isAtMost(first, second, most)) {
            add(orders, "", first, second);
            return orders;
        }
        List<Character> statements = new ArrayList<>(Collections.nCopies(first, 'A'));
        statements.addAll(Collections.nCopies(second, 'B'));
        Random random = new Random(seed);
        while (orders.size() < most) {
            Collections.shuffle(statements, random);
            StringBuilder order = new StringBuilder();
            statements.forEach(order::append);
            orders.add(order.toString());
        }
        return orders;
    }

    private static void add(Set<String> orders, String begun, int first, int second) {
        if (first == 0 && second == 0) {
            orders.add(begun);
        }
        if (first > 0) {
            add(orders, begun + "A", first - 1, second);
        }
        if (second > 0) {
            add(orders, begun + "B", first, second - 1);
        }
    }

    private static boolean isAtMost(int first, int second, int most) {
        double count = 1;
        for (int i = 1; i <= first; i++) {
            count = count * (second + i) / i;
        }
        return count <= most;
    }
}
