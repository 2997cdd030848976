package dev.kagzi.sample

import dev.kagzi.Step
import dev.kagzi.StepContext
import dev.kagzi.TypeRef
import dev.kagzi.Workflow
import dev.kagzi.WorkflowContext

@Workflow
class OrderWorkflow(private val coupons: Coupons, private val payments: Payments) {

    fun process(order: Order, ctx: WorkflowContext): Receipt {
        val coupon = findCoupon(order)
        val paid = charge(order, coupon)
        ctx.sleep("cooling-off", "100ms")
        val shipment: Shipment? = ctx.waitForEvent("order.shipped", order.id, "3d", Shipment::class.java).orElse(null)
        val carrier = ctx.step("note-carrier", CARRIER) { shipment?.carrier?.uppercase() }
        return Receipt(order.id, paid, coupon, carrier)
    }

    @Step
    protected fun findCoupon(order: Order): Coupon? = order.couponCode?.let(coupons::find)

    @Step(maxAttempts = 5, backoff = "100ms", noRetryFor = [CardDeclined::class])
    fun charge(order: Order, coupon: Coupon?): Int =
        payments.charge(order.customer, order.amount - (coupon?.discount ?: 0), StepContext.current().idempotencyKey())
}

private val CARRIER = object : TypeRef<String?>() {}
