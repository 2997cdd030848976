package dev.kagzi.sample

import dev.kagzi.client.KagziClient
import dev.kagzi.client.Run
import org.springframework.stereotype.Component

@Component
class Shop(private val kagzi: KagziClient) {

    fun place(order: Order): Run<Receipt> = kagzi.start(OrderWorkflow::process, order).id(order.id).send()

    fun shipped(orderId: String, carrier: String) {
        kagzi.emit("order.shipped", orderId, Shipment(carrier))
    }
}
