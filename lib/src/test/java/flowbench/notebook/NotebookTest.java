package flowbench.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NotebookTest {
    @Test
    void cellsBeginAtTheirMarkersAndKnowTheirLines() {
        Notebook notebook = Notebook.of("n.jsh", "int a;\n// %% [markdown]\n// text\n\n// %% a title\nint b;");
        assertThat(notebook.cells())
                .containsExactly(
                        new Notebook.Cell(1, List.of("int a;")),
                        new Notebook.Cell(2, List.of("// %% [markdown]", "// text", "")),
                        new Notebook.Cell(5, List.of("// %% a title", "int b;")));
        assertThat(notebook.cells()).extracting(Notebook.Cell::markdown).containsExactly(false, true, false);
        assertThat(notebook.cells()).extracting(Notebook.Cell::lastLine).containsExactly(1, 4, 6);
    }

    @Test
    void anEmptyFileHasNoCells() {
        assertThat(Notebook.of("n.jsh", "").cells()).isEmpty();
    }

    @Test
    void aPlaceMovesWithTheTextBeforeIt() {
        assertThat(new Place("n.jsh", 3, 5).after("ab\ncd").toString()).isEqualTo("n.jsh:4:3");
    }

    @Test
    void commentsAreNotFoundInsideStrings() {
        assertThat(Comments.removed("a /* b */ \"// c\" '\"' // d")).isEqualTo("a   \"// c\" '\"'  ");
        assertThat(Comments.skip(" // a\n /* b */ c")).isEqualTo(15);
        assertThat(Piece.terminates("int x; // no")).isTrue();
        assertThat(Piece.terminates("x /* ; */")).isFalse();
    }
}
