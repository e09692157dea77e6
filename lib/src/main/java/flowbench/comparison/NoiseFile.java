package flowbench.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The file {@code noise.json} of a data folder: what is known of the noise of machines. */
final class NoiseFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The whole file. */
    private record Content(List<NoiseFloor> floors) {
        Content {
            floors = Objects.requireNonNullElse(floors, List.of());
        }
    }

    private final Path path;

    private NoiseFile(Path path) {
        this.path = path;
    }

    static NoiseFile in(Path data) {
        return new NoiseFile(data.resolve("noise.json"));
    }

    /** All that is known; nothing where there is no file. */
    List<NoiseFloor> all() {
        try {
            Content content = JSON.readValue(Files.readString(path), Content.class);
            return content == null ? List.of() : content.floors();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new UserException(
                    path + ":" + line
                            + ": is not what Flowbench writes of a machine's noise; delete it, and measure with"
                            + " \"lib/bench run aa\".",
                    e);
        } catch (IOException e) {
            throw new UserException(path + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Adds what is known of one machine, scenario, engine and scale, in the place of what was; whole or not at all. */
    Path put(NoiseFloor floor) {
        List<NoiseFloor> floors = new ArrayList<>(all());
        floors.removeIf(old -> old.machine().equals(floor.machine())
                && old.scenario().equals(floor.scenario())
                && old.engine().equals(floor.engine())
                && old.scale().equals(floor.scale()));
        floors.add(floor);
        try {
            Files.createDirectories(path.getParent());
            // Under a name of its own, so that two that write at once do not mix.
            Path draft = Files.createTempFile(path.getParent(), "noise", ".new");
            Files.writeString(draft, JSON.writeValueAsString(new Content(floors)) + "\n");
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return path;
        } catch (IOException e) {
            throw new UserException("DATA_DIR: " + path + " cannot be written: " + e + ".", e);
        }
    }
}
