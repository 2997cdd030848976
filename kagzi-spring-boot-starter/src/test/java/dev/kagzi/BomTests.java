package dev.kagzi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The bill of materials names every artifact an application may use, and nothing it would have to put up with. */
class BomTests {

    /** Run, not depended upon. */
    private static final Set<String> APPLICATIONS = Set.of(
            "kagzi-bom",
            "kagzi-server-app",
            "kagzi-chaos",
            "kagzi-benchmark",
            "kagzi-microbenchmark",
            "api-clients",
            "helm",
            "demo-app",
            "kotlin-sample");

    private static final String MANAGED = "/project/dependencyManagement/dependencies/dependency";

    private final XPath xpath = XPathFactory.newInstance().newXPath();

    @Test
    void namesEveryLibrary() throws Exception {
        List<String> libraries = texts("../pom.xml", "/project/modules/module").stream()
                .filter(module -> !APPLICATIONS.contains(module))
                .toList();

        assertThat(texts("../kagzi-bom/pom.xml", MANAGED + "/artifactId"))
                .containsExactlyInAnyOrderElementsOf(libraries);
    }

    @Test
    void hasTheVersionOfTheProject() throws Exception {
        assertThat(texts("../kagzi-bom/pom.xml", "/project/version"))
                .isEqualTo(texts("../pom.xml", "/project/version"));
        assertThat(texts("../kagzi-bom/pom.xml", MANAGED + "/version")).containsOnly("${project.version}");
    }

    @Test
    void bringsNoVersionsOfOthers() throws Exception {
        assertThat(texts("../kagzi-bom/pom.xml", "/project/parent/artifactId")).isEmpty();
        assertThat(texts("../kagzi-bom/pom.xml", MANAGED + "/groupId")).containsOnly("dev.kagzi");
    }

    private List<String> texts(String file, String expression) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(file).toFile());
        NodeList nodes = (NodeList) xpath.evaluate(expression, pom, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }
}
