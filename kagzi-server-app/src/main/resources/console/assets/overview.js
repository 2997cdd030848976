// Runs over time: what began, and how what ended has ended.

import { get } from './console.js';
import uPlot from '/assets/lib/uplot/dist/uPlot.esm.js';

const host = document.getElementById('chart');
let chart;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const names = ['started', 'completed', 'failed', 'cancelled'];
const DAY = 86_400;

function format(options) {
  const timeZone = localStorage.getItem('kagzi.zone') === 'utc' ? 'UTC' : undefined;
  return seconds => new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(seconds * 1000);
}

/** Below the ticks: the time of the day, and the day where it is another one. */
function ticks(places, step) {
  const [time, day] = [format({ hour: '2-digit', minute: '2-digit' }), format({ day: 'numeric', month: 'short' })];
  return places.map((place, i) => {
    const date = i === 0 || day(place) !== day(places[i - 1]) ? day(place) : '';
    return step >= DAY ? date : time(place) + (date ? '\n' + date : '');
  });
}

/** Nothing is drawn where nothing happened, but for the edges of what did. */
function steps(counts) {
  return counts.map((count, i) => count || counts[i - 1] || counts[i + 1] ? count : null);
}

function draw(figures) {
  const times = figures.map(figure => Date.parse(figure.from) / 1000);
  const total = name => figures.reduce((sum, figure) => sum + figure[name], 0).toLocaleString('en');
  const line = (label, stroke, { dash, fill } = {}) => ({
    label, stroke: colour(stroke), fill, width: 2, dash, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }),
    value: (_, count, series, at) => at == null ? total(label) : figures[at]?.[label].toLocaleString('en') ?? '–',
  });
  const area = (label, stroke) => line(label, stroke, { fill: colour(stroke) + '30' });
  const moment = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const axis = {
    stroke: colour('--faint'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 },
    font: '12px ' + colour('--mono'),
  };
  // What is counted from the last of the times on has a width as well.
  const end = times.length > 1 ? times.at(-1) + times[1] - times[0] : times.at(-1);
  const data = [[...times, end], ...names.map(name => steps(figures.map(figure => figure[name]))).map(counts => [...counts, counts.at(-1)])];
  const utc = localStorage.getItem('kagzi.zone') === 'utc';
  chart?.destroy();
  host.replaceChildren();
  chart = new uPlot({
    width: host.clientWidth - 12,
    height: 220,
    tzDate: utc ? stamp => uPlot.tzDate(new Date(stamp * 1000), 'Etc/UTC') : undefined,
    cursor: { drag: { x: false, y: false }, points: { show: false } },
    scales: { y: { range: (_, low, high) => [0, Math.max(5, high * 1.1)] } },
    series: [
      { label: 'at', value: (_, time) => time == null ? 'any time' : moment(time) },
      line('started', '--accent', { dash: [6, 4] }), area('completed', '--ok'), area('failed', '--bad'), line('cancelled', '--faint', { dash: [2, 3] }),
    ],
    axes: [{ ...axis, values: (_, places, at, space, step) => ticks(places, step) }, { ...axis, size: 60 }],
  }, data, host);
  host.setAttribute('role', 'img');
  host.setAttribute('aria-label', 'Runs over time: ' + names.map(name => `${total(name)} ${name}`).join(', '));
}

let last;

async function load() {
  try {
    const answer = await get(host.dataset.source);
    last = await answer.json();
    draw(last);
  } catch (failure) {
    host.textContent = `The figures could not be read: ${failure.message}. They are tried again in a few seconds.`;
  }
}

new ResizeObserver(() => last && chart?.setSize({ width: host.clientWidth - 12, height: 220 })).observe(host);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => last && draw(last));
document.addEventListener('kagzi:zone', () => last && draw(last));
host.addEventListener('refresh', load);
load();
