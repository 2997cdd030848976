// A row of the timeline as an element of the page: what it is called, and its lane.

import { about, draw, drawBins, isDense, pieces, set, tallyOf } from './timeline-lanes.js';
import { visible } from './timeline-text.js';

export const ROW = 26;
const DEEPEST = 12;
const SIGNS = { COMPLETED: '✓', FAILED: '✕', RUNNING: '▶', WAITING: '‖' };

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') {
      made.textContent = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

export function makeRow(runs) {
  const parts = {
    runs,
    caret: element('button', { type: 'button', class: 'tl-caret', tabindex: '-1' }),
    name: element('button', { type: 'button', class: 'tl-name', tabindex: '-1' }, element('span'), element('span', { class: 'faint' })),
    link: element('a', { class: 'tl-link', text: '↗', title: 'The page of this run' }),
    lane: element('div', { class: 'tl-lane', 'aria-hidden': 'true' }),
  };
  const label = element('div', { class: 'tl-label' }, parts.caret, parts.name, parts.link);
  return Object.assign(element('div', { class: 'tl-row', role: 'treeitem', tabindex: '-1' }, label, parts.lane), parts);
}

/** One that is a child can be opened, and leads to the page of its run. */
function drawChild({ caret, link, runs }, row) {
  const child = row.step?.child;
  caret.hidden = !child;
  link.hidden = !child;
  if (child) {
    set(caret, 'textContent', row.isOpen ? '▾' : '▸');
    caret.setAttribute('aria-label', row.isOpen ? 'Close' : 'Open');
    link.setAttribute('href', runs + child);
    link.setAttribute('aria-label', `The run of ${row.label}`);
  }
}

/** The row as it is now. What is the same stays untouched. */
export function drawRow(made, row, index, frame) {
  const { name, lane } = made;
  made.row = row;
  made.style.top = index * ROW + 'px';
  made.firstElementChild.style.paddingLeft = 4 + Math.min(row.depth, DEEPEST) * 14 + 'px';
  made.setAttribute('aria-level', row.depth + 1);
  made.setAttribute('aria-label', about(row, frame.now));
  drawChild(made, row);
  const sign = row.step ? SIGNS[row.step.status] + ' ' : row.isOpen == null ? '' : row.isOpen ? '▾ ' : '▸ ';
  set(name, 'className', `tl-name tl-${row.type} ${row.step?.status ?? ''}`);
  set(name, 'title', row.step?.branch ? visible(row.step.branch) + '/' + row.label : row.label);
  set(name.firstElementChild, 'textContent', sign + row.label);
  set(name.lastElementChild, 'textContent', row.step?.attempts > 1 ? ` ${row.step.attempts} attempts` : '');
  if (row.isOpen == null) {
    made.removeAttribute('aria-expanded');
  } else {
    made.setAttribute('aria-expanded', String(row.isOpen));
  }
  if (isDense(row)) {
    drawDense(lane, row, frame);
  } else {
    lane.querySelector('canvas')?.remove();
    draw(lane, row, pieces(row, frame.now), frame);
  }
}

function drawDense(lane, row, frame) {
  const canvas = lane.querySelector('canvas') ?? element('canvas', { class: 'tl-density', role: 'img' });
  if (!canvas.isConnected) {
    lane.replaceChildren(canvas);
  }
  canvas.title = tallyOf(row);
  canvas.setAttribute('aria-label', canvas.title);
  drawOnce(canvas, ROW - 6, row.steps, frame);
}

/** A canvas stays as it is until something else has to be on it. */
export function drawOnce(canvas, height, steps, frame) {
  const { axis, view, width, colours, now } = frame;
  const grown = steps[0]?.run.finished == null ? Math.round(axis.place(now) * width / (view[1] - view[0])) : '';
  const key = [axis.end, axis.folds, ...view, width, grown, colours.work].join();
  if (canvas.drawn !== key || canvas.of !== steps) {
    canvas.drawn = key;
    canvas.of = steps;
    drawBins(canvas, height, steps, frame, colours);
  }
}
