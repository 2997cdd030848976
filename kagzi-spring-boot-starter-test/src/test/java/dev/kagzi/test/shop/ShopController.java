package dev.kagzi.test.shop;

import org.springframework.stereotype.Controller;

@Controller
class ShopController {}
