package flowbench.telemetry;

import flowbench.telemetry.Readings.Look;

/** Looks at one thing. Called by one thread at a time. */
interface Probe {
    /** Reads what there is to be read at this moment; what cannot be read is left out. */
    void read(Look into);
}
