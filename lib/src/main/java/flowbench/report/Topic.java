package flowbench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of what is told of a run.
 *
 * @param name in the page's addresses: lower case, without blanks
 * @param title over it
 * @param sentences first
 * @param tables that stand open
 * @param folded tables for those who look closer
 */
record Topic(String name, String title, List<String> sentences, List<ReportTable> tables, List<ReportTable> folded) {
    /** Without the tables that are empty. */
    Topic {
        tables = filled(tables);
        folded = filled(folded);
    }

    private static List<ReportTable> filled(List<ReportTable> tables) {
        List<ReportTable> filled = new ArrayList<>(tables);
        filled.removeIf(ReportTable::isEmpty);
        return List.copyOf(filled);
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return sentences.isEmpty() && tables.isEmpty() && folded.isEmpty();
    }
}
