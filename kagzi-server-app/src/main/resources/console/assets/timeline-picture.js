// The picture itself: what is in sight of it, and what is done with it. Only the rows in sight are in the page, so that ten thousand steps scroll as ten do.

import { absolute, timeZone } from './console.js';
import { axis, ticks } from './timeline-axis.js';
import { explain, grows, set, span } from './timeline-lanes.js';
import { drawOnce, drawRow, element, makeRow, ROW } from './timeline-row.js';
import { isBody, nowOf, rows } from './timeline-run.js';
import { clockTime, count, duration, tally } from './timeline-text.js';
import { brush, fingers, wheel } from './timeline-touch.js';

const ROWS = 23;
const STRIP = 34;
const TICK = 110;
const LONGEST_ADDRESS = 3000;
/** What a mark at the end of a lane needs. */
const EDGE = 6;
const LEGEND = [['work COMPLETED', 'done'], ['work FAILED', 'failed'], ['work RUNNING', 'running'], ['wait', 'waiting'], ['sleep', 'sleeping'],
  ['mark COMPLETED', 'a moment'], ['state PENDING', 'run in line'], ['state RUNNING', 'run with a worker'], ['state WAITING', 'run waiting'],
  ['mark lost', 'lease lost']];

export class Picture {
  /** @param askFor is told the ids of children that are opened, and gives them to {@link #showChild} */
  constructor(host, askFor) {
    this.host = host;
    this.askFor = askFor;
    this.children = new Map();
    this.shown = new Map();
    this.recall();
    this.label = element('p', { class: 'faint tl-summary' });
    this.said = element('p', { class: 'tl-said', role: 'status' });
    this.strip = element('canvas', { class: 'tl-overview', role: 'img', 'aria-label': 'Overview of the run; drag over it to zoom' });
    this.brush = element('div', { class: 'tl-brush', hidden: '' });
    this.ticks = element('div', { class: 'tl-ticks', 'aria-hidden': 'true' });
    this.back = element('div', { class: 'tl-back', 'aria-hidden': 'true' });
    this.space = element('div', { class: 'tl-space', role: 'presentation' });
    this.scroll = element('div', {
      class: 'tl-scroll', tabindex: '0', role: 'tree',
      'aria-label': 'Steps over time. Up and Down go from row to row, Right opens and Left closes, Enter shows a step, plus and minus zoom, 0 shows all.',
    }, this.back, this.space);
    this.buttons = element('div', { class: 'tl-buttons' });
    this.button('Zoom in', () => this.zoom(0.5));
    this.button('Zoom out', () => this.zoom(2));
    this.button('Earlier', () => this.pan(-0.25));
    this.button('Later', () => this.pan(0.25));
    this.button('Whole run', () => this.look(0, 1));
    this.fold = this.button('Fold waits', () => this.change(() => { this.isFolded = !this.isFolded; }));
    this.all = this.button('Open all', () => this.toggleAll());
    const legend = LEGEND.map(([kind, text]) => element('span', {}, element('span', { class: 'tl-key' }, element('i', { class: 'tl-piece ' + kind })), text));
    host.replaceChildren(this.buttons, this.label, this.said, element('div', { class: 'tl-frame' }, this.strip, this.brush), this.ticks, this.scroll,
      element('p', { class: 'faint tl-legend' }, ...legend));
    this.listen();
  }

  listen() {
    this.scroll.addEventListener('scroll', () => this.drawSoon());
    this.host.addEventListener('keydown', event => this.press(event));
    this.space.addEventListener('click', event => this.click(event));
    this.space.addEventListener('pointerover', event => event.target.shown && explain(event.target));
    this.ticks.addEventListener('pointerover', ({ target }) => {
      if (target.instant) {
        target.title = absolute(target.instant);
      }
    });
    brush(this.strip, this);
    wheel(this.scroll, this);
    fingers(this.scroll, this);
    const again = () => {
      this.measure();
      this.drawSoon();
    };
    new ResizeObserver(again).observe(this.host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
    document.addEventListener('kagzi:zone', () => this.drawSoon());
    addEventListener('hashchange', () => {
      if (location.hash.includes('=')) {
        this.recall();
        this.layOut();
      }
    });
  }

  button(text, action) {
    const made = element('button', { type: 'button', text });
    made.addEventListener('click', action);
    this.buttons.append(made);
    return made;
  }

  // ---------- What is shown ----------

  show(run) {
    const before = this.run;
    this.run = run;
    this.problem = '';
    this.bodies = run.steps.filter(step => isBody(step) && !step.isTakenOver);
    this.strip.setAttribute('aria-label', `Overview of the run: ${tally(run.steps)}; drag over it to zoom`);
    this.layOut();
    const failed = each => each.steps.filter(step => step.status === 'FAILED').length;
    if (before && (before.finished !== run.finished || failed(before) !== failed(run))) {
      this.said.textContent = `The run is ${run.status.toLowerCase().replace('_', ' ')}; ${tally(run.steps)}.`;
    }
  }

  /** What was read before stays. */
  fail({ message }) {
    this.problem = `; it could not be read again: ${message}`;
    if (this.run) {
      this.summarize(nowOf(this.run));
    } else {
      this.label.textContent = `The timeline could not be read: ${message}. The steps are below; load the page anew to try again.`;
    }
  }

  showChild(id, run) {
    this.children.set(id, run);
    this.layOut();
  }

  /** When there is more or less to show than before. */
  layOut() {
    if (!this.run) {
      return;
    }
    const now = nowOf(this.run);
    const { all, wanted } = rows(this.run, this.open, this.children);
    this.rows = all;
    this.index = new Map(all.map((row, i) => [row.key, i]));
    this.axis = axis([this.run, ...all.flatMap(row => row.child ?? [])], now, this.isFolded, this.axis?.end);
    this.space.style.height = all.length * ROW + 'px';
    this.scroll.style.height = Math.min(all.length, ROWS) * ROW + 2 + 'px';
    this.fold.hidden = !this.axis.canFold;
    this.fold.setAttribute('aria-pressed', String(this.isFolded));
    const groups = this.groups;
    this.all.hidden = groups.length === 0;
    this.all.textContent = groups.every(row => row.isOpen) ? 'Close all' : 'Open all';
    this.summarize(now);
    this.measure();
    this.draw();
    wanted.forEach(id => this.children.has(id) || this.askFor(id));
  }

  summarize(now) {
    const failed = this.run.steps.filter(step => step.status === 'FAILED').length;
    set(this.label, 'textContent', `${count(this.run.steps.length, 'step')} over ${duration(this.run.finished ?? now)}`
      + (failed ? `, ${failed.toLocaleString('en')} failed` : '') + (this.axis.folds.length ? '; long waits are folded' : '')
      + (this.run.isCut ? '; there is more than fits here, and the list below has all of it' : '')
      + this.problem);
  }

  get groups() {
    return this.rows.filter(row => ['many', 'group'].includes(row.type));
  }

  /** What somebody has done, which the address keeps. */
  change(action) {
    action();
    this.layOut();
    this.remember();
  }

  toggle(row, isOpen = !row.isOpen) {
    const child = row.step?.child;
    if (child && !this.children.get(child)?.steps) {
      this.children.delete(child);
    }
    this.change(() => this.open.set(row.key, isOpen));
  }

  toggleAll() {
    const groups = this.groups;
    const isOpen = !groups.every(row => row.isOpen);
    this.change(() => groups.forEach(row => this.open.set(row.key, isOpen)));
  }

  // ---------- The part of the time that is looked at ----------

  /** The view is kept as times, so that it stays where it is when the run grows or waits are folded; none is the whole run. */
  get places() {
    return this.view ? this.view.map(time => Math.min(1, Math.max(0, this.axis.place(time)))) : [0, 1];
  }

  /** By places of the axis. */
  look(from, to) {
    const width = Math.min(1, to - from);
    const start = Math.min(Math.max(0, from), 1 - width);
    const view = width === 1 ? null : [this.axis.time(start), this.axis.time(start + width)];
    if (!view || view[1] - view[0] >= 1) {
      this.view = view;
      this.drawSoon();
      this.remember();
    }
  }

  zoom(factor, around = 0.5) {
    const [from, to] = this.places;
    const middle = from + (to - from) * around;
    const width = (to - from) * factor;
    this.look(middle - width * around, middle + width * (1 - around));
  }

  pan(part) {
    const [from, to] = this.places;
    const by = (to - from) * part;
    this.look(from + by, to + by);
  }

  /** Where in the lanes this is, between 0 and 1. */
  shareAt(x) {
    const { left } = this.scroll.getBoundingClientRect();
    return Math.min(1, Math.max(0, (x - left - this.labelWidth) / this.laneWidth));
  }

  /** Asked for when it can have changed, and not while drawing: the browser would lay out the page to answer. */
  measure() {
    const { host, scroll, strip } = this;
    this.labelWidth = Math.min(300, host.clientWidth * 0.34);
    host.style.setProperty('--tl-label', this.labelWidth + 'px');
    // The strip and the times stand above the lanes, which have a scroll bar beside them.
    host.style.setProperty('--tl-edge', scroll.offsetWidth - scroll.clientWidth + EDGE + 'px');
    this.laneWidth = Math.max(50, Math.round(scroll.clientWidth - this.labelWidth - EDGE));
    this.stripWidth = Math.max(50, Math.round(strip.clientWidth));
    this.height = scroll.clientHeight;
    this.colours = colours(host);
  }

  // ---------- The address ----------

  recall() {
    const state = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
    const times = state.get('view')?.split('~').map(Number);
    this.view = times?.length === 2 && times[1] - times[0] >= 1 ? times : null;
    this.isFolded = state.get('waits') !== 'shown';
    this.open = new Map([...state.getAll('open').map(key => [key, true]), ...state.getAll('shut').map(key => [key, false])]);
  }

  /** Browsers allow few changes of the address in a short time. */
  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      const state = new URLSearchParams();
      if (this.view) {
        state.set('view', this.view.map(time => time.toFixed(1)).join('~'));
      }
      if (!this.isFolded) {
        state.set('waits', 'shown');
      }
      for (const [key, isOpen] of this.open) {
        if (state.toString().length + key.length < LONGEST_ADDRESS) {
          state.append(isOpen ? 'open' : 'shut', key);
        }
      }
      const hash = state.toString();
      history.replaceState(history.state, '', hash ? '#' + hash : location.pathname + location.search);
    }, 300);
  }

  // ---------- Hands ----------

  click(event) {
    const made = event.target.closest('.tl-row');
    const row = made?.row;
    if (row && event.target.matches('button, button *')) {
      this.current = row.key;
      made.focus({ preventScroll: true });
    }
    if (event.target.closest('.tl-caret')) {
      this.toggle(row);
    } else if (event.target.closest('.tl-name')) {
      this.activate(row);
    }
  }

  activate(row) {
    if (row.step) {
      const { run, branch, name, occurrence } = row.step;
      const query = new URLSearchParams({ branch, name, occurrence });
      htmx.ajax('GET', `${this.host.dataset.runs}${run.runId}/step?${query}`, '#step')
        .then(() => document.getElementById('step-title')?.focus());
    } else if (row.isOpen != null) {
      this.toggle(row);
    }
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.run) {
      return;
    }
    const action = { '+': () => this.zoom(0.5), '=': () => this.zoom(0.5), '-': () => this.zoom(2), 0: () => this.look(0, 1) }[event.key]
      ?? (this.scroll.contains(event.target) ? this.step(event) : undefined);
    if (action) {
      event.preventDefault();
      action();
    }
  }

  /** What a key does among the rows. */
  step(event) {
    const row = document.activeElement.closest('.tl-row')?.row;
    const at = row ? this.index.get(row.key) : this.index.get(this.current) ?? 0;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity }[event.key];
    if (by) {
      return () => this.focus(Math.min(this.rows.length - 1, Math.max(0, at + by)));
    }
    if (!row) {
      return undefined;
    }
    switch (event.key) {
      case 'ArrowRight':
        return row.isOpen === false ? () => this.toggle(row, true) : () => row.isOpen && this.focus(at + 1);
      case 'ArrowLeft':
        return row.isOpen ? () => this.toggle(row, false) : () => row.parent && this.focus(this.index.get(row.parent.key));
      case 'Enter':
      case ' ':
        // A button or a link within the row does it by itself.
        return event.target.matches('.tl-row') ? () => this.activate(row) : undefined;
      default:
        return undefined;
    }
  }

  focus(index) {
    const top = index * ROW;
    if (top < this.scroll.scrollTop || top + 2 * ROW > this.scroll.scrollTop + this.height) {
      this.scroll.scrollTop = top - this.height / 2;
    }
    this.current = this.rows[index].key;
    this.draw();
    this.shown.get(this.current).focus({ preventScroll: true });
  }

  // ---------- Drawing ----------

  drawSoon() {
    if (!this.isDue) {
      this.isDue = true;
      requestAnimationFrame(() => { this.isDue = false; this.draw(); });
    }
  }

  get frame() {
    const { axis, places: view, laneWidth: width, colours, run } = this;
    return { axis, view, width, colours, now: nowOf(run), created: run.created };
  }

  draw() {
    if (!this.run) {
      return;
    }
    const frame = this.frame;
    this.drawRows(frame);
    this.drawTicks(frame);
    this.drawStrip(frame);
    this.drawNow(frame);
  }

  /** Once a second only what grows with the time is drawn anew, until there is no more room for it. */
  tick() {
    const frame = this.frame;
    if (frame.now > this.axis.end && this.run.finished == null) {
      this.layOut();
      return;
    }
    for (const made of this.shown.values()) {
      if (grows(made.row)) {
        drawRow(made, made.row, this.index.get(made.row.key), frame);
      }
    }
    this.summarize(frame.now);
    this.drawNow(frame);
  }

  drawRows(frame) {
    const focused = document.activeElement?.closest?.('.tl-row');
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / ROW) - 3);
    const last = Math.min(this.rows.length, first + Math.ceil(this.height / ROW) + 6);
    const inSight = new Set(Array.from({ length: last - first }, (_, i) => first + i));
    // Whoever has scrolled away from a row goes on from there.
    const kept = focused && this.index.get(focused.row.key);
    if (kept != null) {
      inSight.add(kept);
    }
    const wanted = [...inSight].sort((a, b) => a - b).map(i => this.rows[i]);
    const keys = new Set(wanted.map(row => row.key));
    for (const [key, made] of this.shown) {
      if (!keys.has(key)) {
        made.remove();
        this.shown.delete(key);
      }
    }
    let next = this.space.firstElementChild;
    for (const row of wanted) {
      const made = this.shown.get(row.key) ?? makeRow(this.host.dataset.runs);
      this.shown.set(row.key, made);
      if (made === next) {
        next = next.nextElementSibling;
      } else {
        this.space.insertBefore(made, next);
      }
      drawRow(made, row, this.index.get(row.key), frame);
    }
    if (focused && !focused.contains(document.activeElement)) {
      (this.shown.get(focused.row.key) ?? this.scroll).focus({ preventScroll: true });
    }
  }

  drawStrip(frame) {
    drawOnce(this.strip, STRIP, this.bodies, { ...frame, view: [0, 1], width: this.stripWidth });
    const [from, to] = frame.view;
    this.brush.hidden = !this.view;
    this.brush.style.left = from * 100 + '%';
    this.brush.style.width = (to - from) * 100 + '%';
  }

  inLanes(made, from, width) {
    made.style.left = `calc(var(--tl-label) + (100% - var(--tl-label)) * ${from})`;
    if (width != null) {
      made.style.width = `calc((100% - var(--tl-label)) * ${width})`;
    }
    return made;
  }

  drawNow({ axis, view, now }) {
    const place = span(axis, view, now, now);
    this.now ??= this.back.appendChild(element('i', { class: 'tl-now' }));
    this.now.hidden = !place || this.run.finished != null;
    if (place) {
      this.inLanes(this.now, place[0]);
    }
  }

  drawTicks({ axis, view, width, created }) {
    const zone = timeZone();
    const key = [axis.end, axis.folds, ...view, width, zone].join();
    if (this.ticked === key) {
      return;
    }
    this.ticked = key;
    const { step, found } = ticks(axis, axis.time(view[0]), axis.time(view[1]), TICK / width);
    const folds = axis.folds.flatMap(([from, to]) => {
      const place = span(axis, view, from, to);
      return place ? [{ place, text: 'Folded: ' + duration(to - from) }] : [];
    });
    this.ticks.replaceChildren(
      ...found.map(({ time, place }) => {
        const tick = element('span', {}, '+' + duration(time), element('br'), clockTime(created + time, step, zone));
        tick.instant = created + time;
        return this.inLanes(tick, place);
      }),
      ...folds.map(({ place, text }) => this.inLanes(element('i', { class: 'tl-fold', title: text }), place[0], place[1] - place[0])));
    this.back.replaceChildren(...folds.map(({ place }) => this.inLanes(element('i', { class: 'tl-folded' }), place[0], place[1] - place[0])));
    this.now = undefined;
  }
}

/** Whatever is drawn on a canvas, in the colours of now. */
function colours(host) {
  const style = getComputedStyle(host);
  return { work: style.getPropertyValue('--ok'), bad: style.getPropertyValue('--bad') };
}
