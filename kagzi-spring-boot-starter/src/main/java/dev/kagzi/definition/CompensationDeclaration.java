package dev.kagzi.definition;

/**
 * What undoes a step, as the annotations say.
 *
 * @param step the compensation as the step that it is executed as
 * @param takesResult whether it takes the result of the step that it undoes, after its parameters
 */
record CompensationDeclaration(StepDeclaration step, boolean takesResult) {}
