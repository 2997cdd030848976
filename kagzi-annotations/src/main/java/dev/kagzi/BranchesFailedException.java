package dev.kagzi;

import java.util.List;

/**
 * Branches of {@link WorkflowContext#parallel} or {@link WorkflowContext#all} failed. All branches have ended when it is thrown; its
 * cause is the failure of the first one that failed, in the order of the items.
 */
public class BranchesFailedException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final transient List<Failed> failed;

    /**
     * @param name name of the parallel
     * @param width branches in all
     * @param failed those that failed, in the order of the items, at least one
     */
    public BranchesFailedException(String name, int width, List<Failed> failed) {
        super(
                failed.size() + " of " + width + " branches of '" + name + "' failed, the first one, at index "
                        + failed.get(0).index() + ", with " + failed.get(0).failure(),
                failed.get(0).failure());
        this.failed = List.copyOf(failed);
        failed.stream().skip(1).forEach(branch -> addSuppressed(branch.failure()));
    }

    /** The branches that failed, in the order of the items. */
    public List<Failed> failed() {
        return failed;
    }

    /**
     * A branch that failed.
     *
     * @param index of its item, from 0
     * @param failure what its code threw
     */
    public record Failed(int index, Throwable failure) {}
}
