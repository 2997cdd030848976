package dev.kagzi.server.failpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * A place where a request can lose its answer.
 *
 * @param commit which commit of the request, from 1; 0 for the reply
 */
record Failpoint(Place place, int commit) {

    enum Place {
        BEFORE_COMMIT("its connection to the database breaks before commit "),
        AFTER_COMMIT("its connection to the database breaks after commit "),
        BEFORE_REPLY("its reply is lost");

        private final String text;

        Place(String text) {
            this.text = text;
        }
    }

    /** All of a request with so many commits. */
    static List<Failpoint> of(int commits) {
        List<Failpoint> all = new ArrayList<>();
        for (int commit = 1; commit <= commits; commit++) {
            all.add(new Failpoint(Place.BEFORE_COMMIT, commit));
            all.add(new Failpoint(Place.AFTER_COMMIT, commit));
        }
        all.add(new Failpoint(Place.BEFORE_REPLY, 0));
        return all;
    }

    @Override
    public String toString() {
        return commit == 0 ? place.text : place.text + commit;
    }
}
