package flowbench.scenario;

import java.util.SplittableRandom;

/** What workers hand in as the outputs of tasks: small JSON objects, made ahead of the measured window from the seed. */
final class Outputs {
    private static final int COUNT = 64;

    private final String[] texts = new String[COUNT];

    Outputs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < COUNT; i++) {
            texts[i] = "{\"result\": " + random.nextInt(1_000_000) + "}";
        }
    }

    String next(int count) {
        return texts[Math.floorMod(count, COUNT)];
    }
}
