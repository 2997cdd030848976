package dev.kagzi.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium, as Debian has it, without a window. */
final class Browser implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target/console");
    /** A path from the root of the repository. */
    private static final Path DOCUMENTED =
            Path.of("..").resolve(System.getProperty("kagzi.console.pictures", "demo-app/target/console"));

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final ChromeDriver driver;
    private final String url;

    /** @param url of the server */
    Browser(String url) {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "Chromium is not installed (Debian: chromium, chromium-driver): the console is not looked at");
        this.url = url;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        look(Look.LIGHT_DESKTOP);
    }

    /** How a page is looked at. */
    enum Look {
        LIGHT_DESKTOP("light", 1280, 900),
        DARK_DESKTOP("dark", 1280, 900),
        LIGHT_PHONE("light", 390, 844),
        DARK_PHONE("dark", 390, 844);

        private final String scheme;
        private final int width;
        private final int height;

        Look(String scheme, int width, int height) {
            this.scheme = scheme;
            this.width = width;
            this.height = height;
        }

        boolean isDark() {
            return scheme.equals("dark");
        }
    }

    void look(Look look) {
        look(look, look.height);
    }

    /** @param height how much of the page there is on a picture, in pixels */
    void look(Look look, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", look.width, "height", height, "deviceScaleFactor", 1, "mobile", look.width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", look.scheme))));
    }

    void open(String path) {
        driver.get(url + path);
    }

    String path() {
        return driver.getCurrentUrl().substring(url.length());
    }

    WebElement find(String css) {
        return await(() ->
                driver.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
    }

    WebElement button(String text) {
        return await(() ->
                driver
                        .findElements(By.xpath("//*[(self::button or self::a) and normalize-space(.)='" + text + "']"))
                        .stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    /** A page that changes may put another button in its place just then. */
    void click(String text) {
        await(() -> {
            button(text).click();
            return true;
        });
    }

    /** One whose text ends with this. */
    WebElement link(String text) {
        return await(() -> driver.findElements(By.partialLinkText(text)).stream()
                .filter(link -> link.getText().endsWith(text))
                .findFirst()
                .orElse(null));
    }

    void awaitText(String css, String text) {
        await(() -> driver.findElements(By.cssSelector(css)).stream()
                        .anyMatch(each -> each.getText().contains(text))
                ? true
                : null);
    }

    <T> T await(Supplier<T> found) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> path() + " says: "
                        + driver.findElement(By.tagName("body")).getText())
                .until(any -> unlessReplaced(found));
    }

    /** The driver does not always call stale what a page replaces while it is asked for. */
    private static <T> T unlessReplaced(Supplier<T> found) {
        try {
            return found.get();
        } catch (WebDriverException e) {
            if (String.valueOf(e.getMessage()).contains("does not belong to the document")) {
                return null;
            }
            throw e;
        }
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Returns when the page is told of changes. */
    void awaitFollowed() {
        await(() -> Boolean.TRUE.equals(run("return document.body.hasAttribute('data-followed')")) ? true : null);
    }

    /** Milliseconds since {@code performance.now()} was kept under this name. */
    double millisSince(String name) {
        return ((Number) run("return performance.now() - window[arguments[0]]", name)).doubleValue();
    }

    /** Milliseconds from the address to the first text. */
    double firstPaint() {
        return ((Number) run("return performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                .doubleValue();
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Frames per second over two seconds, in each of which this is done; {@code tick} counts them. */
    double framesWhile(String action) {
        Object frames = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const act = tick => {
                %s
                };
                const begin = performance.now();
                let tick = 0;
                const next = () => {
                  act(tick++);
                  const passed = performance.now() - begin;
                  passed > 2000 ? done(tick * 1000 / passed) : requestAnimationFrame(next);
                };
                requestAnimationFrame(next);
                """.formatted(action));
        return ((Number) frames).doubleValue();
    }

    /** What has the focus after each of so many tabs, by its text. */
    List<String> tabThrough(int tabs) {
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < tabs; i++) {
            press(Keys.TAB);
            reached.add(String.valueOf(run("return document.activeElement.textContent.trim()")));
        }
        return reached;
    }

    /**
     * What the mouse can use and the tab key does not come to, from the top of a page that has just been opened. Within a tree it is the
     * arrows that go on.
     */
    List<?> unreached() {
        long stops = (Long) run("""
                const sign = element => [element.tagName, element.name, element.getAttribute('href'), element.textContent].join(' ');
                const reached = new Set();
                document.addEventListener('focusin', event => reached.add(sign(event.target)));
                window.unreached = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
                  .filter(each => each.checkVisibility() && !each.disabled && !['hidden', 'radio'].includes(each.type))
                  .filter(each => !each.closest('[role=tree]') && !reached.has(sign(each)))
                  .map(each => each.outerHTML.slice(0, 200));
                return window.unreached().length + document.querySelectorAll('[tabindex="0"], [type=radio]').length;
                """);
        CharSequence[] tabs = new CharSequence[(int) stops + 10];
        Arrays.fill(tabs, Keys.TAB);
        press(tabs);
        return (List<?>) run("return window.unreached()");
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Types into the field of this name, in place of what is there. */
    void type(String name, String text) {
        WebElement field = find("main [name='" + name + "']");
        field.clear();
        field.sendKeys(text);
    }

    String value(String name) {
        return find("main [name='" + name + "']").getDomProperty("value");
    }

    /** Sends a form by its first button. */
    void submit(String form) {
        find(form + " button.primary, " + form + " button:not([type=button])").click();
    }

    /** An action that asks first. */
    void actAndConfirm(String action) {
        click(action + "…");
        find("dialog[open] button:not([type=button])").click();
        await(() -> driver.findElements(By.cssSelector("dialog[open]")).isEmpty() ? true : null);
    }

    /** From now on, requests to these addresses fail, and no others. */
    void block(String... addresses) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
    }

    /** What the browser says of pages that are not found is wanted. */
    void forget() {
        complaints();
    }

    /** What axe finds that keeps somebody out. */
    List<String> graveFindings() {
        return graveFindings(new AxeBuilder());
    }

    /** The same, but only what other colours can make a difference to. */
    List<String> graveFindingsOfColours() {
        return graveFindings(new AxeBuilder().withRules(List.of("color-contrast", "link-in-text-block")));
    }

    private List<String> graveFindings(AxeBuilder axe) {
        Results results = axe.analyze(driver);
        return results.getViolations().stream()
                .filter(rule -> GRAVE.contains(rule.getImpact()))
                .map(Browser::finding)
                .toList();
    }

    private static String finding(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).limit(5).toList();
    }

    /** What the browser has complained about since the last time. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    boolean isWiderThanTheScreen() {
        return Boolean.TRUE.equals(
                run("return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    /** Where pictures of documents are wanted anew, this is written there too, if one of its name is there. */
    void picture(String name) {
        byte[] picture = driver.getScreenshotAs(OutputType.BYTES);
        assertThat(picture).isNotEmpty();
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), picture);
            Path documented = DOCUMENTED.resolve(name + ".png");
            if (Files.exists(documented)) {
                Files.write(documented, picture);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
