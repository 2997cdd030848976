// What a row shows over time: pieces of a run and of its steps, or how many steps there were at a time.

import { absolute } from './console.js';
import { attemptBegin, begin, endOf, isOpen, spans } from './timeline-run.js';
import { count, duration, tally, visible } from './timeline-text.js';

const SINGLE = 60;

const states = {
  PENDING: 'in line', RUNNING: 'running', WAITING: 'waiting', NEEDS_ATTENTION: 'needs attention',
};

/** Pieces of one lane: each of a kind, from one time to another, with what it is. */
export function pieces(row, now) {
  if (row.type === 'run') {
    return ofRun(row.run, now);
  }
  return row.steps.length <= SINGLE ? row.steps.flatMap(step => ofStep(step, now)) : [];
}

export const isDense = row => row.steps.length > SINGLE;

export const grows = row => row.run ? row.run.finished == null : row.steps.some(isOpen);

/** A stretch for each status it had, and marks where a lease was lost and where it ended. */
function ofRun(run, now) {
  const all = [];
  run.transitions.forEach(({ at, status, actor, reason }, i) => {
    const next = run.transitions[i + 1];
    const to = next?.at ?? run.finished ?? now;
    const word = states[status];
    if (word) {
      const worker = !next && status === 'RUNNING' && run.worker ? ', by worker ' + run.worker : '';
      const how = next?.reason === 'RELEASED' ? ', then given back' : '';
      all.push({ kind: 'state ' + status, from: at, to, what: `${word} for ${duration(to - at)}${worker}${how}` });
    }
    if (reason === 'EXPIRED') {
      all.push({ kind: 'mark lost', from: at, to: at, what: 'its lease was lost: the worker had died, hung or lost the server' });
    }
    if (!word) {
      all.push({ kind: 'mark ' + status, from: at, to: at, what: `${status.toLowerCase()} by the ${actor.toLowerCase()}` });
    }
  });
  // Of more changes than are read, the last ones are not known.
  const last = run.transitions.at(-1);
  if (run.isCut && run.finished > last?.at) {
    all.push({ kind: 'state', from: last.at, to: run.finished, what: 'not shown: it has changed too often' });
  }
  return all;
}

function ofStep(step, now) {
  const from = begin(step);
  const to = endOf(step, now);
  const whole = { from, to, what: resultOf(step, now) };
  if (step.isTakenOver) {
    return [{ ...whole, kind: 'mark taken ' + step.status }];
  }
  switch (step.kind) {
    case 'SLEEP':
      return [{ ...whole, kind: 'sleep' }];
    case 'EVENT':
    case 'CHILD':
      return [{ ...whole, kind: 'wait' }, ...step.finished == null ? [] : [{ ...whole, kind: 'mark ' + step.status, from: to }]];
    case 'STEP':
    case 'COMPENSATION':
      return step.tries || step.status === 'WAITING' ? ofAttempts(step, whole) : [{ ...whole, kind: 'work ' + step.status }];
    default:
      return [{ ...whole, kind: 'mark ' + step.status }];
  }
}

function ofAttempts(step, whole) {
  const tries = step.tries ?? [];
  const all = tries.map(({ attempt, from, to, failure }) => ({
    kind: 'work ' + (failure == null ? 'COMPLETED' : 'FAILED'), from, to,
    what: `attempt ${attempt}: ${failure == null ? 'completed' : 'failed'} after ${duration(to - from)}` + (failure ? ', ' + visible(failure) : ''),
  }));
  if (step.status === 'RUNNING') {
    const since = attemptBegin(step);
    all.push({ kind: 'work RUNNING', from: since, to: whole.to, what: `attempt ${step.attempts + 1}: running, for ${duration(whole.to - since)} at most` });
  }
  return [{ ...whole, kind: 'wait', what: 'waiting between two attempts' }, ...all];
}

function resultOf(step, now) {
  const status = step.status.toLowerCase();
  if (step.isTakenOver) {
    return `${status}, taken over` + (step.run.restartOf ? ' from run ' + step.run.restartOf : '');
  }
  const left = step.status === 'WAITING' && step.until != null ? `, ${duration(Math.max(0, step.until - now))} left` : '';
  return `${status}, ${duration(endOf(step, now) - begin(step))}${left}`;
}

/** Counted once: a row stands for the same steps as long as it is there. */
export function tallyOf(row) {
  row.tally ??= tally(row.steps);
  return row.tally;
}

/** What a row says to somebody who does not see it. */
export function about(row, now) {
  switch (row.type) {
    case 'note':
      return row.label;
    case 'run':
      return `${row.label}: ${ofRun(row.run, now).slice(-20).map(piece => piece.what).join('; ')}`;
    case 'step': {
      const attempts = row.step.attempts > 1 ? ', ' + count(row.step.attempts, 'attempt') : '';
      return `${row.label}, ${row.step.kind.toLowerCase()}${attempts}, ${resultOf(row.step, now)}`;
    }
    default:
      return `${row.label}: ${tallyOf(row)}`;
  }
}

/** Where a piece stands in the part of the axis that is in sight, between 0 and 1; null when it is not. */
export function span(axis, [a, b], from, to) {
  const left = (axis.place(from) - a) / (b - a);
  const right = (axis.place(Math.max(from, to)) - a) / (b - a);
  return right < 0 || left > 1 ? null : [Math.max(0, left), Math.min(1, right)];
}

/** Puts the pieces into the lane. Bars that are there stay: somebody may be pointing at one. */
export function draw(lane, row, all, { axis, view, width, created }) {
  let bar = lane.firstElementChild;
  const last = new Map();
  for (const piece of all) {
    const place = span(axis, view, piece.from, piece.to);
    if (!place) {
      continue;
    }
    // Ten thousand bars in one pixel are one, and so are those of branches at the same time.
    const near = last.get(piece.kind);
    if (near && Math.max(place[0] - near.to, near.from - place[1]) * width < 0.5) {
      near.from = Math.min(near.from, place[0]);
      near.to = Math.max(near.to, place[1]);
      near.more++;
      setBar(near);
      continue;
    }
    if (!bar) {
      bar = document.createElement('i');
      lane.append(bar);
    }
    const made = { bar, kind: piece.kind, from: place[0], to: place[1], more: 0, row, piece, created };
    last.set(piece.kind, made);
    setBar(made);
    bar = bar.nextElementSibling;
  }
  const beyond = last.size > 0 || all.length === 0 ? '' : axis.place(all[0].from) < view[0] ? 'before' : 'after';
  set(lane.dataset, 'beyond', beyond);
  while (bar) {
    const next = bar.nextElementSibling;
    bar.remove();
    bar = next;
  }
}

/** What it is, said when somebody points at it: to write times out takes long. */
export function explain(bar) {
  const { row, piece, created, more } = bar.shown;
  const what = `${row.label}: ${piece.what}, ${piece.to > piece.from ? 'from' : 'at'} ${absolute(created + piece.from)}`;
  bar.title = more ? `${what} … and ${more.toLocaleString('en')} more` : what;
}

function setBar(made) {
  const { bar, kind, from, to } = made;
  bar.shown = made;
  set(bar, 'className', 'tl-piece tl-bar ' + kind);
  bar.style.left = from * 100 + '%';
  bar.style.width = kind.startsWith('mark') ? '0' : `max(2px, ${(to - from) * 100}%)`;
}

/** Without a change of what is the same: a tooltip would go away with it. */
export function set(element, name, value) {
  if (element[name] !== value) {
    element[name] = value;
  }
}

/** How many steps there are at each pixel, and how many of them failed: ends are summed up, so that long ones cost no more. */
function bins(steps, { axis, view: [a, b], width, now }) {
  const all = new Int32Array(width + 1);
  const failed = new Int32Array(width + 1);
  const factor = width / (b - a);
  for (const step of steps) {
    for (const [begun, ended, isFailed] of spans(step, now)) {
      const from = Math.max(0, Math.floor((axis.place(begun) - a) * factor));
      const end = (axis.place(ended) - a) * factor;
      const to = Math.min(width - 1, Math.max(from, Math.ceil(end) - 1));
      if (from < width && end >= 0) {
        all[from]++;
        all[to + 1]--;
        failed[from] += isFailed ? 1 : 0;
        failed[to + 1] -= isFailed ? 1 : 0;
      }
    }
  }
  for (let x = 1; x < width; x++) {
    all[x] += all[x - 1];
    failed[x] += failed[x - 1];
  }
  return [all, failed];
}

/** The more steps at a time, the higher; a failure has a gap in it, and its colour besides. */
export function drawBins(canvas, height, steps, frame, colours) {
  const { width } = frame;
  const [all, failed] = bins(steps, frame);
  const most = all.reduce((a, b) => Math.max(a, b), 1);
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext('2d');
  for (let x = 0; x < width; x++) {
    if (all[x] > 0) {
      const high = Math.max(4, Math.sqrt(all[x] / most) * height);
      brush.fillStyle = failed[x] > 0 ? colours.bad : colours.work;
      brush.fillRect(x, height - high, 1, high);
    }
  }
  for (let x = 0; x < width; x++) {
    if (failed[x] > 0) {
      brush.clearRect(x, height - 4, 1, 2);
    }
  }
}
