/**
 * Every limit of Flowbench: its name, default, unit, range and documentation, declared once in {@link
 * flowbench.settings.Setting}, and the values in force with where each came from in {@link flowbench.settings.Settings}.
 *
 * <p>In: environment variables, {@code NAME=VALUE} arguments and notebook code. Out: validated values. Nothing here opens
 * a file or a connection; a bad value stops at once with a {@link flowbench.settings.UserException}.
 */
package flowbench.settings;
