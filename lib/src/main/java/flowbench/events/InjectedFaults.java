package flowbench.events;

/**
 * What a {@link FaultInjector} did: the other side of the account, to hold what the ledger reports against.
 *
 * @param dropped events that were taken away
 * @param duplicated events that were handed on twice
 * @param delayed events that were handed on after the time limit
 * @param reordered events that were handed on after the next one of the same flow run; out of order
 *     only where the calls that wrote the two did not overlap
 * @param stalls times that the listener stood still
 * @param kills times that the connection was killed
 */
public record InjectedFaults(int dropped, int duplicated, int delayed, int reordered, int stalls, int kills) {}
