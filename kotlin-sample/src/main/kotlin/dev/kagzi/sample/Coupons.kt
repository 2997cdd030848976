package dev.kagzi.sample

import org.springframework.stereotype.Component

@Component
class Coupons {

    private val discounts = mapOf("SPRING" to 500)

    fun find(code: String): Coupon? = discounts[code]?.let { Coupon(code, it) }
}
