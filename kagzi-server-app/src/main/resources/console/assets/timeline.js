// The timeline of a run's page: reads the run, and reads it again when it has changed.

import { get } from './console.js';
import { Picture } from './timeline-picture.js';
import { read } from './timeline-run.js';

const section = document.getElementById('timeline');
const picture = new Picture(section, loadChild);

/** A large one is read at most once a second, a small one as soon as it has changed. */
const LARGE = 1000;
/** Nobody tells that a step has begun its second attempt, or of children that are not on the page: what is as old is read again. */
const OLD = 5000;
const OLD_LARGE = 30000;

let isLoading = false;
let isStale = false;
const asked = new Set();

async function fetchRun(address) {
  const answer = await get(address);
  return answer.json();
}

async function load() {
  if (isLoading) {
    isStale = true;
    return;
  }
  isLoading = true;
  isStale = false;
  try {
    picture.show(read(await fetchRun(section.dataset.source)));
  } catch (failure) {
    picture.fail(failure);
  }
  setTimeout(() => {
    isLoading = false;
    if (isStale) {
      load();
    }
  }, picture.run?.steps.length > LARGE ? 1000 : 200);
}

async function loadChild(id) {
  if (asked.has(id)) {
    return;
  }
  asked.add(id);
  try {
    picture.showChild(id, read(await fetchRun(`${section.dataset.runs}${id}/timeline`), picture.run));
  } catch (failure) {
    picture.showChild(id, failure);
  } finally {
    asked.delete(id);
  }
}

document.addEventListener('kagzi:run', event => {
  if (section.dataset.source.includes(event.detail)) {
    load();
  } else if (picture.children.has(event.detail)) {
    loadChild(event.detail);
  }
});

// What it missed while nobody looked.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && picture.run?.finished == null) {
    load();
  }
});

// What was told between the making of the page and the beginning of its stream is seen at its head.
document.addEventListener('htmx:afterSettle', () => {
  const status = document.getElementById('head')?.dataset.status;
  if (picture.run && status !== picture.run.status) {
    load();
  }
});

function isOld({ steps, clock }) {
  return performance.now() - clock.at > (steps.length > LARGE ? OLD_LARGE : OLD);
}

// What runs grows.
setInterval(() => {
  if (document.hidden || !picture.run) {
    return;
  }
  const children = picture.rows.flatMap(row => row.child ?? []).filter(child => child.finished == null);
  if (picture.run.finished == null || children.length > 0) {
    picture.tick();
  }
  children.filter(isOld).forEach(child => loadChild(child.runId));
  if (picture.run.status === 'RUNNING' && isOld(picture.run)) {
    load();
  }
}, 1000);

load();
