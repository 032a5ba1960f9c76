/** The Java client of Loopline's public HTTP API. Needs nothing of the server's code. */
package dev.loopline.client;
