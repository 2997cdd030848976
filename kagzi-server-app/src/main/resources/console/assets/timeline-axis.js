// From time to a place on the picture, and back.

import { endOf, isBody, spans } from './timeline-run.js';

const SHORTEST_FOLD = 2000;
/** A wait is folded when it is so many times longer than what is done at a stretch. */
const LONG = 3;
/** What folds take of the width: each one at most, and all of them together. */
const FOLD = 0.06;
const FOLDS = 0.5;

const DAY = 86400000;
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 900000, 1800000,
  3600000, 7200000, 10800000, 21600000, 43200000, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 20 * DAY, 50 * DAY, 100 * DAY, 200 * DAY, 500 * DAY];

/** Long waits in which nothing is done, where there is more of them than of work. */
function longWaits(runs, now, end) {
  const busy = runs.flatMap(run => run.steps).filter(isBody).flatMap(step => spans(step, now)).concat([[0, 0], [end, end]]).sort((a, b) => a[0] - b[0]);
  const gaps = [];
  let last = 0;
  let worked = 0;
  for (const [from, to] of busy) {
    if (from - last > SHORTEST_FOLD) {
      gaps.push([last, from]);
    }
    worked += Math.max(0, to - Math.max(from, last));
    last = Math.max(last, to);
  }
  const stretch = worked / (gaps.length + 1);
  const long = gaps.filter(([from, to]) => to - from > LONG * stretch);
  return long.reduce((sum, [from, to]) => sum + to - from, 0) > worked ? long : [];
}

/** Where the picture ends. One of a run that grows has room to grow into, so that not all of it moves all the time. */
function endOfAll(runs, now, before) {
  let end = 1;
  for (const run of runs) {
    end = run.steps.reduce((last, step) => Math.max(last, endOf(step, now)), Math.max(end, run.finished ?? now));
  }
  if (runs[0].finished != null || end > now) {
    return end;
  }
  return before >= now && before <= now * 1.3 + 1000 ? before : now * 1.15 + 500;
}

/** @param runs that of the page, and those of its children that are open */
export function axis(runs, now, isFolded, before) {
  const end = endOfAll(runs, now, before);
  const waits = longWaits(runs, now, end);
  const folds = isFolded ? waits : [];
  const width = folds.length === 0 ? 0 : Math.min(FOLD, FOLDS / folds.length);
  const scale = (1 - folds.length * width) / Math.max(1, end - folds.reduce((sum, [from, to]) => sum + to - from, 0));
  const times = [0];
  const places = [0];
  for (const [from, to] of folds) {
    const place = places.at(-1) + (from - times.at(-1)) * scale;
    times.push(from, to);
    places.push(place, place + width);
  }
  times.push(end);
  places.push(1);
  return { end, folds, scale, canFold: waits.length > 0, place: time => between(times, places, time), time: place => between(places, times, place) };
}

function between(from, to, value) {
  let low = 1;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (from[middle] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const width = from[low] - from[low - 1];
  return width === 0 ? to[low] : to[low - 1] + (value - from[low - 1]) / width * (to[low] - to[low - 1]);
}

/** Round times in sight that lie at least so far apart, as a share of the view; after each fold one that says where it goes on. */
export function ticks(axis, from, to, apart) {
  const shown = axis.place(to) - axis.place(from);
  const step = ROUND.find(each => each * axis.scale / shown >= apart) ?? ROUND.at(-1);
  const found = [];
  let last = -Infinity;
  const add = time => {
    const place = (axis.place(time) - axis.place(from)) / shown;
    if (time >= from && place - last >= apart * 0.99 && place < 1 - apart * 0.6) {
      found.push({ time, place });
      last = place;
    }
  };
  const edges = [from, ...axis.folds.flat().filter(time => time > from && time < to), to];
  const isFold = middle => axis.folds.some(([a, b]) => a < middle && middle < b);
  for (let i = 1; i < edges.length; i++) {
    const [a, b] = [edges[i - 1], edges[i]];
    if (isFold((a + b) / 2)) {
      continue;
    }
    if (i > 1) {
      add(a);
    }
    for (let time = Math.ceil(a / step) * step; time < b; time += step) {
      add(time);
    }
  }
  if (found.length === 0) {
    add(from);
  }
  return { step, found };
}
