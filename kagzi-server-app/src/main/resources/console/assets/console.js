// What every page of the console does in the browser: times, dialogs, and what is told while it is open.

const zones = { local: undefined, utc: 'UTC' };

function zone() {
  return localStorage.getItem('kagzi.zone') === 'utc' ? 'utc' : 'local';
}

export const timeZone = () => zones[zone()];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

function fromNow(instant) {
  const seconds = (instant - Date.now()) / 1000;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[3];
  return relative.format(Math.round(seconds / length), unit);
}

export function absolute(instant) {
  return new Intl.DateTimeFormat('en-GB', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    fractionalSecondDigits: 3, timeZone: zones[zone()], timeZoneName: 'short',
  }).format(instant);
}

/** As in '1 h 2 min': the two largest units that say something. */
function lasted(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const parts = [[Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']];
  const first = parts.findIndex(([number]) => number > 0);
  return first < 0 ? '0 s' : parts.slice(first, first + 2).filter(([number]) => number > 0).map(part => part.join(' ')).join(' ');
}

function showTimes() {
  for (const element of document.querySelectorAll('time[data-since]')) {
    const since = new Date(element.dataset.since);
    element.textContent = lasted(Date.now() - since) + ' so far';
    element.title = 'since ' + absolute(since);
  }
  for (const element of document.querySelectorAll('time[datetime]')) {
    const instant = new Date(element.dateTime);
    const far = absolute(instant);
    const near = fromNow(instant);
    element.textContent = element.classList.contains('absolute') ? far : near;
    element.title = element.classList.contains('absolute') ? near : far;
  }
}

function showZone() {
  const button = document.getElementById('zone-switch');
  if (button) {
    button.textContent = zone() === 'utc' ? 'UTC' : 'Local time';
  }
}

// A page that came over plain HTTP from another machine has no clipboard.
async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const field = Object.assign(document.createElement('textarea'), { value: text, readOnly: true });
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

// Dialogs are opened by buttons that name them.
document.addEventListener('click', event => {
  const opener = event.target.closest('[data-dialog]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    dialog?.querySelectorAll(`input[value="${opener.dataset.choose}"]`).forEach(choice => { choice.checked = true; });
    dialog?.showModal();
  }
  const closer = event.target.closest('[data-close]');
  if (closer) {
    closer.closest('dialog')?.close();
  }
  const copier = event.target.closest('[data-copy]');
  if (copier) {
    copy(copier.dataset.copy).then(() => {
      const before = copier.textContent;
      copier.textContent = 'Copied';
      setTimeout(() => { copier.textContent = before; }, 1500);
    });
  }
  if (event.target.closest('#zone-switch')) {
    localStorage.setItem('kagzi.zone', zone() === 'utc' ? 'local' : 'utc');
    showZone();
    showTimes();
    document.dispatchEvent(new Event('kagzi:zone'));
  }
});

// One whose form was refused is shown again with what was typed.
document.querySelector('dialog [aria-invalid]')?.closest('dialog').showModal();

/** What the server answers. Who is not signed in any more is sent to sign in, and gets no answer. */
export async function get(address) {
  const answer = await fetch(address, { headers: { 'HX-Request': 'true', 'HX-Current-URL': location.href } });
  const signIn = answer.headers.get('HX-Redirect');
  if (signIn) {
    location.href = signIn;
    return new Promise(() => {});
  }
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  return answer;
}

// What changes is told as 'run X changed'; whoever shows it fetches it anew.
let stream;
let followed = new Set();

/** Runs that are being fetched, each with whether it has changed once more meanwhile. */
const fetching = new Map();

async function fetchAnew(run) {
  if (fetching.has(run)) {
    fetching.set(run, true);
    return;
  }
  do {
    fetching.set(run, false);
    const shown = [...document.querySelectorAll(`[data-run="${CSS.escape(run)}"]`)];
    await Promise.allSettled(shown.map(fetchElement));
  } while (fetching.get(run));
  fetching.delete(run);
}

/** By its own attributes, but not by its trigger: htmx listens for that only once the element before it has settled. */
function fetchElement(element) {
  return htmx.ajax('GET', element.getAttribute('hx-get'), { source: element, target: element, swap: 'outerHTML' });
}

function fetchAll() {
  shownRuns().forEach(fetchAnew);
}

function shownRuns() {
  return new Set([...document.querySelectorAll('[data-run]')].map(element => element.dataset.run));
}

function follow() {
  const address = document.body.dataset.changes;
  if (!address || document.hidden) {
    return;
  }
  followed = shownRuns();
  const query = [...followed].slice(0, 200).map(run => 'run=' + run).join('&');
  stream?.close();
  const opened = new EventSource(address + (query ? '?' + query : ''));
  stream = opened;
  opened.addEventListener('run', event => {
    fetchAnew(event.data);
    document.dispatchEvent(new CustomEvent('kagzi:run', { detail: event.data }));
  });
  opened.addEventListener('ready', () => {
    document.body.dataset.followed = '';
    isTold(true);
    catchUp([...followed]).catch(() => isTold(false));
    htmx.trigger(document.body, 'new-runs');
  });
  opened.addEventListener('new', () => htmx.trigger(document.body, 'new-runs'));
  opened.addEventListener('error', () => {
    delete document.body.dataset.followed;
    isTold(false);
    // The browser comes back by itself, but not where it got an answer that is no stream: from a proxy, or one who is not signed in.
    if (opened.readyState === EventSource.CLOSED && opened === stream) {
      stream = undefined;
      setTimeout(() => {
        get(document.body.dataset.states).catch(() => {});
        follow();
      }, AGAIN_MILLIS * (1 + Math.random()));
    }
  });
}

const AGAIN_MILLIS = 2_000;

let untold;

/** A server that is started anew is away for a moment; only who is longer without news is told so. */
function isTold(isSo) {
  clearTimeout(untold);
  if (isSo) {
    showStale(false);
  } else {
    untold = setTimeout(() => showStale(true), AGAIN_MILLIS);
  }
}

// What has changed between the making of the page and the beginning of its stream.
async function catchUp(runs) {
  const open = runs.filter(run => document.querySelector(`[data-run="${run}"]:not([data-status="COMPLETED"]):not([data-status="CANCELLED"]):not([data-status="FAILED"])`));
  if (open.length === 0) {
    return;
  }
  const answer = await get(document.body.dataset.states + '?' + open.map(run => 'run=' + run).join('&'));
  const states = await answer.json();
  for (const run of open) {
    const shown = [...document.querySelectorAll(`[data-run="${run}"]`)];
    if (shown.some(element => element.id === 'head' || element.dataset.status !== states[run])) {
      fetchAnew(run);
    }
  }
}

// A hidden page holds no connection: a browser has six for one server. What it has missed it fetches when it is looked at again.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    stream?.close();
    stream = undefined;
  } else {
    follow();
    fetchAll();
    htmx.trigger(document.body, 'new-runs');
  }
});

// Before it is painted, and once more: htmx gives elements that were there before their old classes for a moment.
for (const swapped of ['htmx:afterSwap', 'htmx:afterSettle']) {
  document.addEventListener(swapped, () => {
    showTimes();
    showTarget();
  });
}

document.addEventListener('htmx:afterSettle', () => {
  if (stream && [...shownRuns()].some(run => !followed.has(run))) {
    follow();
  }
});

// What changes without being told is fetched every so many seconds, and never under the hands of who works with it.
function isInUse(element) {
  const selection = getSelection();
  return document.querySelector('dialog[open]') !== null
    || !selection.isCollapsed && element.contains(selection.anchorNode);
}

// One that has come to its end says so by having no interval any more.
function refresh(element) {
  if (element?.hasAttribute('data-every') && !document.hidden && !isInUse(element)) {
    htmx.trigger(element, 'refresh');
  }
}

for (const { id, dataset } of document.querySelectorAll('[id][data-every]')) {
  setInterval(() => refresh(document.getElementById(id)), dataset.every * 1000);
}

/** What can have the focus, by where it leads or what it says: its like in what takes its place is the same to who uses the keyboard. */
const sign = element => element.tagName + ' ' + (element.getAttribute('href') ?? element.textContent.trim());
const alike = element => [...document.querySelectorAll('main ' + element.tagName)].filter(other => sign(other) === sign(element));

let unfolded = [];
let focused;

document.addEventListener('htmx:beforeSwap', event => {
  const { elt: element, xhr } = event.detail;
  if (element.matches('[data-every], [data-run], #new-runs')) {
    // A problem does not take the place of what is shown. What was asked for before a dialog opened comes too late.
    event.detail.shouldSwap = xhr.status === 200 && !(element.hasAttribute('data-every') && isInUse(element));
    const isAway = xhr.status === 429 || xhr.status >= 500;
    showStale(isAway);
    if (isAway) {
      fetchAgain(element);
    }
    unfolded = [...document.querySelectorAll('main details[id][open]')].map(details => details.id);
    const active = document.activeElement?.closest('main a, main button, main summary');
    focused = active && { like: active, at: alike(active).indexOf(active) };
  }
});
document.addEventListener('htmx:sendError', event => {
  showStale(event.detail.elt.matches('[data-every], [data-run]'));
  fetchAgain(event.detail.elt);
});

/** Nobody tells of a change twice; what is refreshed anyway needs no more. */
function fetchAgain({ dataset }) {
  if (dataset.run) {
    setTimeout(() => fetchAnew(dataset.run), AGAIN_MILLIS);
  }
}
document.addEventListener('htmx:afterSwap', () => {
  unfolded.forEach(id => document.getElementById(id)?.setAttribute('open', ''));
  unfolded = [];
  if (focused && !focused.like.isConnected) {
    alike(focused.like)[focused.at]?.focus({ preventScroll: true });
  }
  focused = undefined;
});

// Whoever has asked for more steps keeps them.
document.addEventListener('htmx:oobBeforeSwap', event => {
  const { target, fragment } = event.detail;
  if (target.id === 'steps' && target.querySelectorAll('tbody tr').length > fragment.querySelectorAll('tbody tr').length) {
    event.detail.shouldSwap = false;
  }
});

function showStale(isStale) {
  const note = document.getElementById('stale');
  if (note) {
    note.hidden = !isStale;
  }
}

// The row that an address names stays marked when it is fetched anew.
function showTarget() {
  document.querySelectorAll('.target').forEach(element => element.classList.remove('target'));
  if (location.hash.length > 1) {
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.classList.add('target');
  }
}
addEventListener('hashchange', showTarget);

// What was just done is said once, and not to whoever comes back to this address.
const address = new URL(location.href);
if (address.searchParams.has('done')) {
  address.searchParams.delete('done');
  address.searchParams.delete('count');
  history.replaceState(history.state, '', address);
}

showZone();
showTimes();
showTarget();
setInterval(showTimes, 10_000);
follow();

// Runs that are selected stay so when their rows are fetched anew; one job acts on them.
const selection = document.getElementById('selection');
const chosen = new Set();
const boxes = () => [...document.querySelectorAll('input[name="selected"]')];

function showSelection() {
  if (!selection) {
    return;
  }
  boxes().forEach(box => { box.checked = chosen.has(box.value); });
  selection.hidden = chosen.size === 0;
  selection.querySelector('strong').textContent = `${chosen.size} selected`;
  const all = document.getElementById('select-all');
  if (all) {
    all.checked = boxes().length > 0 && boxes().every(box => box.checked);
    all.indeterminate = chosen.size > 0 && !all.checked;
  }
  document.getElementById('selected-runs')?.replaceChildren(...[...chosen].map(run =>
    Object.assign(document.createElement('input'), { type: 'hidden', name: 'runId', value: run })));
}

document.addEventListener('change', event => {
  const changed = event.target.id === 'select-all' ? boxes() : event.target.matches('input[name="selected"]') ? [event.target] : [];
  changed.forEach(box => event.target.checked ? chosen.add(box.value) : chosen.delete(box.value));
  showSelection();
});
document.addEventListener('htmx:afterSwap', showSelection);

document.addEventListener('click', event => {
  if (event.target.closest('[data-unselect]')) {
    chosen.clear();
    showSelection();
  }
});

// What a browser has kept of the form when somebody comes back to it is selected still.
boxes().filter(box => box.checked).forEach(box => chosen.add(box.value));
showSelection();

// Times are typed in the zone in which they are shown, unless another one is named.
function nameZone() {
  document.querySelectorAll('input[data-zone][value=""]').forEach(field => {
    field.value = zone() === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  });
}
nameZone();
document.addEventListener('kagzi:zone', nameZone);
