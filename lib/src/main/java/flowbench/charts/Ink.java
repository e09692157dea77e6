package flowbench.charts;

import java.awt.Color;
import java.util.List;

/**
 * A colour of each theme. Those of marks have the hues of Okabe and Ito (2008), Color Universal Design, lighter or darker than
 * there: the contrast of each with its ground is 3 at the least, as WCAG 2.1 (1.4.11) asks of what must be seen, and readers with
 * protanopia, deuteranopia or tritanopia tell any two apart. Yellow, which cannot be seen on white, is no colour of a line.
 */
enum Ink {
    BLUE(0x005A9C, 0x4474F0),
    ORANGE(0xD07D00, 0xF0C620),
    GREEN(0x00A770, 0x00A168),
    PURPLE(0xBD71A0, 0xD378AD),
    SKY(0x2D7FFF, 0x59D7FF),
    /** What is strongest: black on white, white on black. */
    STRONG(0x222222, 0xEDEDED),
    /** Kept for what stands out. */
    VERMILLION(0xB34213, 0xDD6414),
    /** Of what is left out, such as warm-up. */
    WARMUP(0x8C8C8C, 0x85898F),

    /** Words. WCAG 2.1 (1.4.3) asks for a contrast of 4.5. */
    TEXT(0x222222, 0xE6E6E6),
    /** Words that matter less. */
    QUIET(0x595959, 0xA8ADB3),

    /** An area, never without an outline: it is seen on neither ground by itself. */
    YELLOW(0xF0E442, 0xFFF7A0),
    /** Behind marks: an interval. */
    BAND(0xDCDCDC, 0x353A41),
    /** Behind marks: lines to read values by. */
    GRID(0xE8E8E8, 0x2A2E34),
    /** Behind marks: time that counts. */
    MEASURED_SHADE(0xDCEAF4, 0x1D2C40),
    /** Behind marks: time that does not count. */
    WARMUP_SHADE(0xEFEFEF, 0x24282D),
    /** Behind lines: a hatching over time that was lost. */
    FAILED_HATCH(0xDDA790, 0x74401F),
    GROUND(0xFFFFFF, 0x15181C);

    /** Those of lines and markers, in the order in which they are given out. */
    static final List<Ink> MARKS = List.of(BLUE, ORANGE, GREEN, PURPLE, SKY, STRONG);

    private final Color light;
    private final Color dark;

    Ink(int light, int dark) {
        this.light = new Color(light);
        this.dark = new Color(dark);
    }

    /** That of the line or marker with an index; after the last comes the first again. */
    static Ink of(int index) {
        return MARKS.get(index % MARKS.size());
    }

    Color on(Theme theme) {
        return theme == Theme.LIGHT ? light : dark;
    }

    /** That of words on an area of it: black or white, whichever has the higher contrast, which is 4.58 at the least. */
    Color words(Theme theme) {
        return contrast(on(theme), Color.WHITE) >= contrast(on(theme), Color.BLACK) ? Color.WHITE : Color.BLACK;
    }

    /** The contrast of two colours, 1 to 21; WCAG 2.1, "contrast ratio". */
    static double contrast(Color one, Color other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + .05) / (darker + .05);
    }

    /** WCAG 2.1, "relative luminance". */
    private static double luminance(Color color) {
        return .2126 * linear(color.getRed()) + .7152 * linear(color.getGreen()) + .0722 * linear(color.getBlue());
    }

    private static double linear(int part) {
        double share = part / 255.;
        return share <= .04045 ? share / 12.92 : Math.pow((share + .055) / 1.055, 2.4);
    }

    /** Part of it, the rest ground, for what lies behind: a third on white, half on what is nearly black. */
    Color pale(Theme theme) {
        float share = theme == Theme.LIGHT ? 1 / 3f : 1 / 2f;
        float[] color = on(theme).getRGBColorComponents(null);
        float[] ground = theme.ground().getRGBColorComponents(null);
        return new Color(
                share * color[0] + (1 - share) * ground[0],
                share * color[1] + (1 - share) * ground[1],
                share * color[2] + (1 - share) * ground[2]);
    }

    /** Through which what lies below is seen, for areas that overlap. */
    Color sheer(Theme theme) {
        Color color = on(theme);
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), theme == Theme.LIGHT ? 50 : 80);
    }
}
