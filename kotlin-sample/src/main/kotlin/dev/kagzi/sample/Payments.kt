package dev.kagzi.sample

import java.util.concurrent.ConcurrentHashMap
import org.springframework.stereotype.Component

class CardDeclined(message: String) : RuntimeException(message)

/** Charges once for a key, however often it is asked. */
@Component
class Payments {

    private val charges = ConcurrentHashMap<String, Int>()

    fun charge(customer: String, amount: Int, key: String): Int {
        if (amount < 0) {
            throw CardDeclined("$amount cannot be charged to '$customer'")
        }
        return charges.computeIfAbsent(key) { amount }
    }
}
