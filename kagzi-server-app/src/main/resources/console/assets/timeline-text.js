// What the timeline says in words.

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text from outside, with what cannot be seen, or turns around what can, as its escape; lines stay lines. */
export function visible(text) {
  return text.replace(unseen, character => character === '\n' || character === '\t' ? character
    : Array.from({ length: character.length }, (_, i) => '\\u' + character.charCodeAt(i).toString(16).padStart(4, '0')).join(''));
}

const units = [[86400000, 'd'], [3600000, 'h'], [60000, 'min'], [1000, 's']];

export function duration(millis) {
  for (let i = 0; i < units.length; i++) {
    const [size, unit] = units[i];
    if (millis >= size) {
      if (unit === 's') {
        return Number((millis / size).toFixed(millis < 10000 ? 1 : 0)) + ' s';
      }
      const [small, smallUnit] = units[i + 1];
      const rest = Math.floor(millis % size / small);
      return Math.floor(millis / size) + ' ' + unit + (rest ? ' ' + rest + ' ' + smallUnit : '');
    }
  }
  return Math.round(millis) + ' ms';
}

export function count(number, what) {
  return number.toLocaleString('en') + ' ' + what + (number === 1 ? '' : 's');
}

/** How steps stand, as in '9,000 steps, 12 failed, 3 running'. */
export function tally(steps) {
  const by = status => steps.filter(step => step.status === status).length;
  const parts = ['FAILED', 'RUNNING', 'WAITING'].map(status => [by(status), status.toLowerCase()])
    .filter(([number]) => number > 0).map(([number, word]) => `${number.toLocaleString('en')} ${word}`);
  return [count(steps.length, 'step'), ...parts].join(', ');
}

const clocks = new Map();

/** Wall time, as exact as something that happens this often needs it. */
export function clockTime(instant, every, timeZone) {
  const isDaily = every >= 86400000;
  const exact = isDaily ? 'day' : every >= 60000 ? 'minute' : every >= 1000 ? 'second' : 'millisecond';
  const key = exact + timeZone;
  if (!clocks.has(key)) {
    clocks.set(key, new Intl.DateTimeFormat('en-GB', {
      timeZone,
      ...isDaily ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' },
      ...exact === 'second' || exact === 'millisecond' ? { second: '2-digit' } : {},
      ...exact === 'millisecond' ? { fractionalSecondDigits: 3 } : {},
    }));
  }
  return clocks.get(key).format(instant);
}
