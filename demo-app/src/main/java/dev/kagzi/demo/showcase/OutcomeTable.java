package dev.kagzi.demo.showcase;

/** Prints outcomes as they come in, one line each. The texts of people stand last: their width on a screen is anyone's guess. */
final class OutcomeTable {

    private static final String ROW = "%-16s %-14s %-18s %-6s %s%n";
    private static final int REMARK_LENGTH = 160;

    private int shown;
    private int asExpected;

    void printHeader() {
        System.out.printf("%n" + ROW, "ORDER", "EXPECTED", "OUTCOME", "", "CUSTOMER");
    }

    void print(ShownOutcome outcome) {
        shown++;
        if (outcome.isAsExpected()) {
            asExpected++;
        }
        System.out.printf(
                ROW,
                outcome.view().id(),
                outcome.sample().expected(),
                outcome.actual(),
                outcome.isAsExpected() ? "ok" : "WRONG",
                outcome.sample().order().customer() + remark(outcome));
    }

    void printSummary() {
        System.out.printf("%n%d of %d orders ended as expected.%n", asExpected, shown);
    }

    boolean isAllAsExpected() {
        return shown == asExpected;
    }

    private static String remark(ShownOutcome outcome) {
        String remark = outcome.remark();
        if (remark == null) {
            return "";
        }
        return " (" + (remark.length() > REMARK_LENGTH ? remark.substring(0, REMARK_LENGTH) + "…" : remark) + ")";
    }
}
