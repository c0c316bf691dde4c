package app

// ShutdownGrace is how long a stop waits for what is on its way.
const ShutdownGrace = shutdownGrace
