package flowbench.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flowbench.settings.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A part of a JSON file that knows where it stands, so that what is wrong with it can be said by file and path. */
final class JsonPart {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final String path;
    private final JsonNode node;

    private JsonPart(Path file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /**
     * All of a file.
     *
     * @throws UserException if it is no JSON; the sentence names the line
     */
    static JsonPart read(Path file) {
        try {
            String text = Files.readString(file).replaceFirst("^\uFEFF", "");
            return new JsonPart(file, "", MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            String why = e.getOriginalMessage().replaceFirst("(?s) *(\\(start marker|\n).*", "");
            throw new UserException(file + line + ": is not whole JSON (" + why + ").", e);
        } catch (IOException e) {
            throw new UserException(file + ": cannot be read (" + e + ").", e);
        }
    }

    Path file() {
        return file;
    }

    boolean isArray() {
        return node.isArray();
    }

    /** A member; absent where there is none, or it is null. */
    Optional<JsonPart> find(String name) {
        JsonNode member = node.get(name);
        return member == null || member.isNull()
                ? Optional.empty()
                : Optional.of(new JsonPart(file, path + "/" + name, member));
    }

    JsonPart get(String name) {
        return find(name).orElseThrow(() -> refused("has no \"" + name + "\""));
    }

    /** The elements of an array. */
    List<JsonPart> elements() {
        if (!node.isArray()) {
            throw refused("is not an array");
        }
        List<JsonPart> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonPart(file, path + "/" + i, node.get(i)));
        }
        return elements;
    }

    /** The members of an object, in their order. */
    Map<String, JsonPart> members() {
        if (!node.isObject()) {
            throw refused("is not an object");
        }
        Map<String, JsonPart> members = new LinkedHashMap<>();
        node.properties()
                .forEach(member -> members.put(
                        member.getKey(), new JsonPart(file, path + "/" + member.getKey(), member.getValue())));
        return members;
    }

    String text() {
        if (!node.isValueNode() || node.isNull()) {
            throw refused("is not a text");
        }
        return node.asText();
    }

    /** A finite number. */
    double number() {
        if (!isNumber()) {
            throw refused("holds " + ForeignFile.shortened(node.toString()) + ", which is not a finite number");
        }
        return node.doubleValue();
    }

    boolean isNumber() {
        return node.isNumber() && Double.isFinite(node.doubleValue());
    }

    /** A number from 0 up. */
    double positive() {
        double value = number();
        if (value < 0) {
            throw refused("holds " + node + ", which is less than 0");
        }
        return value;
    }

    /** What is wrong with this part: a sentence that names the file and the path. */
    UserException refused(String why) {
        return new UserException(file + ": " + (path.isEmpty() ? "" : path + " ") + why + ".");
    }
}
