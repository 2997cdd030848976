package dev.kagzi.server.console;

import dev.kagzi.protocol.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;

/** What templates are told of a page of a list. */
final class PageModel {

    private PageModel() {}

    /**
     * @param items the name by which its template knows what is on the page
     * @param cursor that the page was asked for with; null for the first one
     * @param address of the first page
     */
    static void add(Model model, String items, Page<?> page, @Nullable String cursor, Address address) {
        model.addAttribute(items, page.items());
        model.addAttribute("nextCursor", page.nextCursor());
        model.addAttribute("isFirstPage", cursor == null);
        model.addAttribute("address", address);
    }
}
