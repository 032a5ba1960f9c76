package dev.loopline.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The child process to start, as the server writes it. */
record Launch(
    List<String> command,
    String mainClass,
    List<String> arguments,
    int heapMegabytes,
    Map<String, Digest> inputFiles,
    Map<String, String> environment,
    JsonNode task,
    @Nullable Digest source,
    boolean network,
    boolean measure) {}
