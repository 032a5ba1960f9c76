package dev.loopline.serving.internal;

import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.EndpointView.Deployed;
import org.jspecify.annotations.Nullable;

/** An endpoint as stored; its number names its log. */
record EndpointRow(
    long number,
    String product,
    EndpointSpec spec,
    String commit,
    @Nullable Deployed champion,
    @Nullable Deployed challenger) {}
