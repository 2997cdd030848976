// The timeline under somebody's hands: the strip above it, the wheel, and fingers.

/** Over the strip: to draw the part that is looked at, or to move it. */
export function brush(strip, picture) {
  let drag;
  const placeOf = event => {
    const box = strip.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  strip.addEventListener('pointerdown', event => {
    const at = placeOf(event);
    const [a, b] = picture.places;
    const isWithin = picture.view && at >= a && at <= b;
    drag = place => isWithin ? picture.look(a + place - at, b + place - at) : Math.abs(place - at) > 0.005 && picture.look(Math.min(at, place), Math.max(at, place));
    strip.setPointerCapture(event.pointerId);
  });
  strip.addEventListener('pointermove', event => drag?.(placeOf(event)));
  for (const end of ['pointerup', 'pointercancel']) {
    strip.addEventListener(end, () => { drag = undefined; });
  }
  strip.addEventListener('dblclick', () => picture.look(0, 1));
}

export function wheel(area, picture) {
  area.addEventListener('wheel', event => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      picture.zoom(event.deltaY > 0 ? 1.25 : 0.8, picture.shareAt(event.clientX));
    } else if (event.shiftKey) {
      event.preventDefault();
      picture.pan(Math.sign(event.deltaY || event.deltaX) * 0.1);
    }
  }, { passive: false });
}

/** One finger moves the picture to the side, two zoom it; up and down it scrolls as anything does. */
export function fingers(area, picture) {
  const down = new Map();
  area.addEventListener('pointerdown', event => {
    if (event.pointerType === 'touch') {
      down.set(event.pointerId, event.clientX);
    }
  });
  area.addEventListener('pointermove', event => {
    if (!down.has(event.pointerId)) {
      return;
    }
    const before = [...down.values()].map(x => picture.shareAt(x));
    down.set(event.pointerId, event.clientX);
    const after = [...down.values()].map(x => picture.shareAt(x));
    const [a, b] = picture.places;
    const isPinch = before.length > 1 && Math.abs(after[1] - after[0]) > 0.05;
    const width = (b - a) * (isPinch ? Math.abs((before[1] - before[0]) / (after[1] - after[0])) : 1);
    const from = a + before[0] * (b - a) - after[0] * width;
    picture.look(from, from + width);
  });
  for (const end of ['pointerup', 'pointercancel']) {
    area.addEventListener(end, event => down.delete(event.pointerId));
  }
}
