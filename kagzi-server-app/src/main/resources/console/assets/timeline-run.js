// What a run consists of: its steps, its branches, and the rows they make. Times are milliseconds since the run of the page was created.

import { visible } from './timeline-text.js';

const MANY_BRANCHES = 20;
const MANY_STEPS = 20;

/** @param before the run of the page, for one of its children */
export function read(data, before) {
  const shift = before ? data.created - before.created : 0;
  const at = time => time == null ? null : time + shift;
  const run = {
    ...data,
    created: before ? before.created : data.created,
    finished: at(data.finished),
    isTakenOver: data.restartOf != null || before?.isTakenOver,
    clock: { now: data.now, at: performance.now() },
    transitions: data.transitions.map(([time, status, actor, reason]) => ({ at: at(time), status, actor, reason })),
  };
  run.steps = data.steps.map(([branch, name, occurrence, kind, status, attempts, started, finished, until, child]) => ({
    run, branch: data.texts[branch], name: data.texts[name], occurrence, kind: data.kinds[kind], status: data.statuses[status],
    attempts, child, ...times(run, at(started), at(finished)), until: at(until), order: at(started ?? finished ?? 0),
  }));
  for (const [number, attempt, started, finished, failure] of data.attempts) {
    const from = at(started ?? finished);
    (run.steps[number].tries ??= []).push({ attempt, from: Math.max(0, from), to: at(finished), failure });
  }
  run.tree = tree(run);
  return run;
}

/** What a restarted run has taken over keeps the times of the run before it; it was there from the beginning. */
function times(run, started, finished) {
  if (run.isTakenOver && finished != null && finished <= 0) {
    return { started: 0, finished: 0, isTakenOver: true };
  }
  // A worker's clock may be behind.
  return { started: started == null ? null : Math.max(0, started), finished };
}

/** By the server's clock, whatever that of the browser says. */
export function nowOf(run) {
  return run.clock.now + performance.now() - run.clock.at - run.created;
}

export const begin = step => step.started ?? step.finished ?? 0;

/** What is open when its run ends, ends with it. */
export function endOf(step, now) {
  const latest = step.run.finished ?? now;
  const open = step.status === 'WAITING' && step.until != null && step.run.finished == null ? step.until : latest;
  return Math.max(begin(step), step.finished ?? open);
}

/** Whether its end moves with the time. */
export const isOpen = step => step.finished == null && step.run.finished == null && !(step.status === 'WAITING' && step.until != null);

/** When the attempt that is under way began, as far as that is known: after the one before it, and not before the run went on. */
export function attemptBegin(step) {
  const last = step.tries?.at(-1);
  const claimed = step.run.transitions.findLast(each => each.status === 'RUNNING')?.at ?? 0;
  return last ? Math.max(last.to, claimed) : begin(step);
}

/** Whether something is done in it; all else waits, or is a mark. */
export const isBody = step => ['STEP', 'VALUE', 'COMPENSATION', 'EMIT'].includes(step.kind);

/** When something was being done, or was waited for: from, to, and whether it failed. */
export function spans(step, now) {
  const all = (step.tries ?? []).map(({ from, to, failure }) => [from, to, failure != null]);
  if (step.status === 'RUNNING') {
    all.push([attemptBegin(step), endOf(step, now), false]);
  } else if (all.length === 0) {
    all.push([begin(step), isBody(step) ? step.finished ?? begin(step) : endOf(step, now), step.status === 'FAILED']);
  }
  return all;
}

/** Branches are 'items#1/3', and within those 'items#1/3/more#1/0': a group and a number, again and again. */
function tree(run) {
  const root = { steps: [], groups: new Map(), path: '' };
  const nodes = new Map([['', root]]);
  const node = path => {
    if (nodes.has(path)) {
      return nodes.get(path);
    }
    const number = path.lastIndexOf('/');
    const groupPath = path.slice(0, number);
    const slash = groupPath.lastIndexOf('/');
    const parent = node(slash < 0 ? '' : groupPath.slice(0, slash));
    const label = groupPath.slice(slash + 1).replace(/#1$/, '');
    if (!parent.groups.has(groupPath)) {
      parent.groups.set(groupPath, { label, path: groupPath, branches: [] });
    }
    const made = { label: `${label} ${path.slice(number + 1)}`, number: Number(path.slice(number + 1)), steps: [], groups: new Map(), path };
    parent.groups.get(groupPath).branches.push(made);
    nodes.set(path, made);
    return made;
  };
  for (const step of run.steps) {
    node(step.branch).steps.push(step);
  }
  for (const { groups } of nodes.values()) {
    groups.forEach(group => group.branches.sort((a, b) => a.number - b.number));
  }
  nodes.forEach(each => gather(each));
  return root;
}

/** All steps of a node and of what is within it: {@code inner}. */
function gather(node) {
  if (!node.inner) {
    node.inner = node.groups.size === 0 ? node.steps : [...node.steps];
    for (const group of node.groups.values()) {
      group.inner = group.branches.flatMap(gather);
      group.inner.forEach(step => node.inner.push(step));
    }
  }
  return node.inner;
}

/** The marker of branches that are there has their group for a row. */
function beginsBranches(node, { kind, name, occurrence }) {
  return kind === 'MARKER' && node.groups.has((node.path ? node.path + '/' : '') + name + '#' + occurrence);
}

/** Steps and groups of steps in the order they began; of many steps with one name in a row, one item. */
function items(node) {
  const all = node.steps.filter(step => !beginsBranches(node, step)).map(step => ({ order: step.order, step }));
  for (const group of node.groups.values()) {
    all.push({ order: group.inner.reduce((first, step) => Math.min(first, step.order), Infinity), group });
  }
  all.sort((a, b) => a.order - b.order);
  const gathered = [];
  for (let i = 0; i < all.length;) {
    let end = i + 1;
    while (all[i].step && end < all.length && all[end].step?.name === all[i].step.name) {
      end++;
    }
    const isMany = end - i >= MANY_STEPS;
    gathered.push(isMany ? { many: all.slice(i, end).map(item => item.step) } : all[i]);
    i = isMany ? end : i + 1;
  }
  return gathered;
}

const labelOf = step => visible(step.name) + (step.occurrence > 1 ? '#' + step.occurrence : '');

/**
 * What stands on the page from top to bottom. A row has a key, which stays when others come and go, and steps, of which it shows one, or
 * all together.
 *
 * @param open by keys of rows, whether they are open, where somebody has said so
 * @param children by ids, the runs that have been read; one that is asked for and not there is wanted
 */
export function rows(run, open, children) {
  const all = [];
  const wanted = [];

  const add = (row, parent) => {
    const made = { parent, depth: parent ? parent.depth + 1 : 0, steps: [], ...row };
    all.push(made);
    return made;
  };
  const one = (step, label, parent, prefix, key = `${prefix}${step.branch}/${step.name}#${step.occurrence}`) => {
    const row = add({ type: 'step', key, label, steps: [step], step, isOpen: step.child ? open.get(key) ?? false : undefined }, parent);
    if (row.isOpen) {
      child(row);
    }
  };
  const child = row => {
    const inner = children.get(row.step.child);
    if (!inner?.steps) {
      wanted.push(row.step.child);
      add({ type: 'note', key: row.key + '|', label: inner ? `could not be read: ${inner.message}` : 'is being read …' }, row);
      return;
    }
    row.child = inner;
    const prefix = row.step.child + '|';
    add({ type: 'run', key: prefix, label: 'Run', run: inner }, row);
    walk(inner.tree, row, prefix);
  };
  const walk = (node, parent, prefix) => {
    for (const { step, group, many } of items(node)) {
      if (many) {
        const key = `${prefix}${node.path}//${many[0].name}#${many[0].occurrence}`;
        const row = add(together('many', key, many[0].name, many, many.length, open.get(key) ?? false), parent);
        if (row.isOpen) {
          many.forEach(each => one(each, labelOf(each), row, prefix));
        }
      } else if (step) {
        one(step, labelOf(step), parent, prefix);
      } else {
        branches(group, parent, prefix);
      }
    }
  };
  const branches = (group, parent, prefix) => {
    const key = prefix + group.path;
    const isFew = group.branches.length <= MANY_BRANCHES;
    const row = add(together('group', key, group.label, group.inner, group.branches.length, open.get(key) ?? isFew), parent);
    for (const branch of row.isOpen ? group.branches : []) {
      const label = visible(branch.label);
      const branchKey = prefix + branch.path;
      if (branch.steps.length === 1 && branch.groups.size === 0) {
        one(branch.steps[0], label, row, prefix, branchKey);
        continue;
      }
      const inner = add({ type: 'branch', key: branchKey, label, steps: branch.inner, isOpen: open.get(branchKey) ?? false }, row);
      if (inner.isOpen) {
        walk(branch, inner, prefix);
      }
    }
  };

  add({ type: 'run', key: '|', label: 'Run', run });
  walk(run.tree, undefined, '');
  return { all, wanted };
}

function together(type, key, label, steps, number, isOpen) {
  const failed = steps.filter(step => step.status === 'FAILED').length;
  return { type, key, label: `${visible(label)} ×${number.toLocaleString('en')}` + (failed ? ` · ${failed.toLocaleString('en')} failed` : ''), steps, isOpen };
}
