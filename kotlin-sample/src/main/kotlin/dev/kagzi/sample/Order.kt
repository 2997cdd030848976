package dev.kagzi.sample

data class Order(val id: String, val customer: String, val amount: Int, val couponCode: String? = null)

data class Coupon(val code: String, val discount: Int)

data class Shipment(val carrier: String)

/** Without a carrier when the parcel did not leave in time. */
data class Receipt(val orderId: String, val paid: Int, val coupon: Coupon?, val carrier: String?)
