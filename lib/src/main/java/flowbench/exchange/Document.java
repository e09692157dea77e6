package flowbench.exchange;

/**
 * A file for another tool.
 *
 * @param suffix what stands at the end of its name, before the ending, to tell it from others of its format; empty where
 *     there is one only
 * @param ending of its name, without the point
 * @param text its content, ended by a line feed
 */
record Document(String suffix, String ending, String text) {}
