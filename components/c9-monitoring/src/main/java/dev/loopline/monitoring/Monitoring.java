package dev.loopline.monitoring;

/** Monitoring's public services. */
public record Monitoring(Labels labels, Monitors monitors, Challenges challenges, LoopStory loop) {}
