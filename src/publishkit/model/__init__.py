"""The document model: what every reader makes and every exporter takes."""
