package flowbench.events;

import flowbench.settings.Setting;
import flowbench.settings.Settings;

/**
 * Faults to inject into a channel, for showing and for tests: {@link Setting#EVENT_FAULTS}. An event suffers at most one.
 *
 * @param drop share of the events that are taken away, from 0 to 1
 * @param duplicate share that is handed on twice
 * @param delay share that is handed on only after the time limit
 * @param reorder share that is handed on after the next event of the same flow run
 * @param stallMs how long the listener stands still, once; 0: never
 * @param kills how often the listener's connection is killed on the server
 */
record Faults(double drop, double duplicate, double delay, double reorder, int stallMs, int kills) {
    /** Of a list such as {@code drop:1%,stall:1500}. */
    static Faults of(Settings settings) {
        double drop = 0;
        double duplicate = 0;
        double delay = 0;
        double reorder = 0;
        int stallMs = 0;
        int kills = 0;
        String list = settings.text(Setting.EVENT_FAULTS);
        for (String fault : list.isEmpty() ? new String[0] : list.split(",")) {
            String amount = fault.substring(fault.indexOf(':') + 1);
            switch (fault.substring(0, fault.indexOf(':'))) {
                case "drop" -> drop = share(amount);
                case "duplicate" -> duplicate = share(amount);
                case "delay" -> delay = share(amount);
                case "reorder" -> reorder = share(amount);
                case "stall" -> stallMs = Integer.parseInt(amount);
                case "kill" -> kills = Integer.parseInt(amount);
                default -> throw new IllegalArgumentException(fault);
            }
        }
        return new Faults(drop, duplicate, delay, reorder, stallMs, kills);
    }

    private static double share(String percent) {
        return Double.parseDouble(percent.substring(0, percent.length() - 1)) / 100;
    }

    boolean none() {
        return equals(new Faults(0, 0, 0, 0, 0, 0));
    }
}
