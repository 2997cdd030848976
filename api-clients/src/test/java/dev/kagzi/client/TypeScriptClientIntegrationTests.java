package dev.kagzi.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.NodeRuntime;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.node.modules.NodeModuleModule;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypeScriptClientIntegrationTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void compilesStrictlyAndTakesARunFromItsStartToItsResult() throws Exception {
        try (NodeRuntime node = V8Host.getNodeInstance().createV8Runtime();
                ServerWithKeys server = new ServerWithKeys(directory)) {
            node.getNodeModule(NodeModuleModule.class)
                    .setRequireRootDirectory(Path.of("").toAbsolutePath().toFile());

            assertThat(execute(node, """
                    const ts = require('./target/typescript-compiler/typescript.js');
                    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: d => { throw new Error(d.messageText); } };
                    const config = ts.getParsedCommandLineOfConfigFile('src/test/typescript/tsconfig.json', {}, host);
                    const program = ts.createProgram(config.fileNames, config.options);
                    const diagnostics = [...config.errors, ...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
                    return ts.formatDiagnostics(diagnostics, {
                        getCanonicalFileName: name => name, getCurrentDirectory: () => process.cwd(), getNewLine: () => '\\n' });
                    """).textValue())
                    .as("errors of the compiler")
                    .isEmpty();

            JsonNode seen = execute(
                    node,
                    "return await require('./target/typescript/src/test/typescript/smoke.js').smoke('%s', '%s');"
                            .formatted(server.url(), ServerWithKeys.ADMIN_KEY));

            assertThat(seen).isEqualTo(JSON.readTree("""
                    {
                      "sameRun": true,
                      "input": {"total": 12.5, "name": "Zoë"},
                      "status": "COMPLETED",
                      "output": {"paid": true},
                      "steps": ["charged"],
                      "listed": 1,
                      "bulk": "RUNNING",
                      "missing": "404 RUN_NOT_FOUND",
                      "forbidden": "403 FORBIDDEN"
                    }
                    """));
        }
    }

    private static JsonNode execute(NodeRuntime node, String body) throws Exception {
        try {
            node.getExecutor("""
                    globalThis.answer = undefined;
                    globalThis.error = undefined;
                    (async () => { %s })().then(
                        it => globalThis.answer = JSON.stringify(it), it => globalThis.error = it.stack);
                    """.formatted(body)).executeVoid();
            node.await();
            assertThat(node.getGlobalObject().getString("error")).isNull();
            return JSON.readTree(node.getGlobalObject().getString("answer"));
        } catch (JavetException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
