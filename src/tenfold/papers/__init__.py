"""The library: papers that are read, judged and connected."""
