/**
 * The engines that can be measured: that of {@code setup.sql}, and pgflow.
 *
 * <p>In: settings, and a connection for each call. Out: a {@link flowbench.engine.FlowEngine}. Each engine's SQL is here and
 * nowhere else. Nothing here opens a connection, measures time or waits.
 */
package flowbench.engines;
