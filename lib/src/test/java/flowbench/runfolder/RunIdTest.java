package flowbench.runfolder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "high-frequency                                            | high-frequency",
                "sample.Parsing.average:size=10                            | sample.Parsing.average-size=10",
                "./wait.sh -n 3                                            | wait.sh-n-3",
                "'  -'                                                     | unnamed",
                "com.acme.engine.bench.QueueBenchmark.claimOne             | com.acme.engine.bench.QueueBenchmark.claimOne",
                "com.acme.engine.bench.QueueBenchmark.claimOne:size=10     | engine.bench.QueueBenchmark.claimOne-size=10",
                "com.acme.QueueBenchmark.claimOne:size=10,durability=full  | QueueBenchmark.claimOne-size=10-durability=full",
                "com.acme.Queue.claim:size=10,durability=full,workers=4,queue=long | Queue.claim-size=10-durability=f..s=4-queue=long",
                "/opt/bin/measure.sh --with an.Option.of --all the=things --and some=more "
                        + "| opt-bin-measure.sh-with-an.Optio..-and-some=more",
            })
    void aLongNameLosesPackagesFirstAndThenItsMiddle(String scenario, String name) {
        assertThat(RunId.fileName(scenario)).isEqualTo(name).hasSizeLessThanOrEqualTo(48);
    }
}
